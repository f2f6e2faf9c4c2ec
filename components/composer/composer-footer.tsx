// The foot of a composer: formatting, then send, attach, form of the text, how it is saved, discard.
import type { Editor } from '@tiptap/react';
import { Baseline, Paperclip, SendHorizontal, Trash2 } from 'lucide-react';
import { composerText as text } from '@/components/messages/en-composer';
import { Button } from '@/components/ui/button';
import type { Template } from '@/lib/contract/compose';
import { MoreMenu } from './more-menu';
import { SaveNote } from './save-note';
import { SendLater } from './send-later';
import { IconButton } from '@/components/ui/icon-button';
import { Toolbar } from './toolbar';
import type { DraftHandle } from './use-draft';

interface ComposerFooterProps {
  handle: DraftHandle;
  editor: Editor | null;
  isRich: boolean;
  /** `sendAt` (epoch ms) is a later time that was chosen. */
  onSend: (sendAt?: number) => void;
  onLink: () => void;
  onAttach: () => void;
  onToggle: () => void;
  onHistory: () => void;
  onTemplate: (template: Template) => void;
  onSaveTemplate: () => void;
  onDiscard: () => void;
}

/** Send comes first in the order of Tab after the text. */
export function ComposerFooter(props: ComposerFooterProps) {
  const {
    handle,
    editor,
    isRich,
    onSend,
    onLink,
    onAttach,
    onToggle,
    onHistory,
    onTemplate,
    onSaveTemplate,
    onDiscard,
  } = props;
  return (
    <footer className="shrink-0 border-t border-line px-3 pt-1 pb-2 max-md:pb-[max(0.5rem,env(safe-area-inset-bottom))]">
      {isRich && editor ? <Toolbar editor={editor} onLink={onLink} /> : null}
      <div className="flex flex-wrap items-center gap-1 pt-1">
        <Button kind="main" onClick={() => onSend()}>
          <SendHorizontal aria-hidden="true" size={16} />
          {text.send}
        </Button>
        <SendLater onChoose={onSend} />
        <IconButton icon={Paperclip} label={text.attach} onClick={onAttach} />
        <IconButton icon={Baseline} label={isRich ? text.toPlainText : text.toRichText} onClick={onToggle} />
        <MoreMenu
          handle={handle}
          onHistory={onHistory}
          onTemplate={onTemplate}
          onSaveTemplate={onSaveTemplate}
        />
        {/* Where it is narrow the note has a line of its own. */}
        <div className="flex min-w-0 flex-1 justify-end px-2 max-md:order-last max-md:basis-full">
          <SaveNote save={handle.save} keptHere={handle.keptHere} />
        </div>
        <IconButton icon={Trash2} label={text.discard} onClick={onDiscard} className="max-md:ml-auto" />
      </div>
    </footer>
  );
}
