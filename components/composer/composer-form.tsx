// A message being written: its fields, text, files and buttons, and the keys that work inside.
import type { Editor } from '@tiptap/react';
import dynamic from 'next/dynamic';
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import { toast } from 'sonner';
import { composerText as text } from '@/components/messages/en-composer';
import { removeLocalDraft } from '@/lib/client/drafts';
import type { Account } from '@/lib/contract/mail';
import { ComposerBar } from './composer-bar';
import { ComposerBody, type ComposerBodyHandle } from './composer-body';
import { ComposerFields, type ComposerFieldsHandle } from './composer-fields';
import { ComposerFooter } from './composer-footer';
import { ComposerFrame } from './composer-frame';
import { composerCommand } from './composer-shortcuts';
import { FileList } from './file-list';
import { isShownInText } from './inline-images';
import { LinkForm } from './link-form';
import type { LoadedDraft } from './load-draft';
import {
  adoptDraftKey,
  closeComposer,
  mayTakeFocus,
  type OpenComposer,
  setComposerView,
} from './open-composer';
import { isTextImage } from './pasted-images';
import { SendNotes } from './send-notes';
import { useDraft } from './use-draft';
import { useDrop } from './use-drop';
import { useFiles } from './use-files';
import { useLeave } from './use-leave';
import { useSend } from './use-send';
import { useTemplates } from './use-templates';
import { useWarnBeforeLoss } from './use-warn-before-loss';

const HistoryDialog = dynamic(() => import('./history-dialog'), { ssr: false });

interface ComposerFormProps {
  composer: OpenComposer;
  loaded: LoadedDraft;
  accounts: Account[];
  limit: number;
}

/** It stays mounted while minimised, so that the text keeps its own undo. */
export function ComposerForm({ composer, loaded, accounts, limit }: ComposerFormProps) {
  const handle = useDraft(loaded);
  const { draft } = handle;
  const files = useFiles(handle, limit);
  const fields = useRef<ComposerFieldsHandle>(null);
  const body = useRef<ComposerBodyHandle>(null);
  const frame = useRef<HTMLElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [editor, setEditor] = useState<Editor | null>(null);
  const [asksLink, setAsksLink] = useState(false);
  const [asksHistory, setAsksHistory] = useState(false);
  const ownText = useCallback(() => body.current?.ownText() ?? '', []);
  const sending = useSend(composer.key, handle, files, ownText);
  const { close, discard, popOut } = useLeave(composer.key, handle, files);
  const isHidden = composer.view === 'minimised' || sending.isSending;
  useEffect(() => {
    if (!handle.isGone) return;
    closeComposer(composer.key);
    void removeLocalDraft(handle.current().key);
    toast(text.goneElsewhere);
  }, [composer.key, handle.current, handle.isGone]);
  const isBegun = draft.editedAt > loaded.draft.editedAt;
  useEffect(() => {
    if (isBegun) adoptDraftKey(composer.key, draft.key);
  }, [isBegun, composer.key, draft.key]);
  useWarnBeforeLoss(files.pending.length > 0 || !handle.keptHere);

  const addFiles = (list: File[], where: 'drop' | 'paste' | 'pick', target?: EventTarget) => {
    const inText = where !== 'pick' && target instanceof Element && target.closest('.composer-text') !== null;
    const images = editor && inText ? list.filter(isTextImage) : [];
    for (const image of images) {
      const contentId = files.addInline(image);
      if (contentId) editor?.commands.setImage({ src: `cid:${contentId}`, alt: image.name });
    }
    files.add(list.filter((file) => !images.includes(file)));
  };
  const drop = useDrop(addFiles);
  const templates = useTemplates(handle, editor, accounts);

  const send = (despite?: boolean, sendAt?: number) => {
    fields.current?.commit();
    attempt.current = true;
    sending.send(despite, sendAt);
  };

  const lastFocus = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (isHidden || !mayTakeFocus(composer.key)) return;
    if (frame.current?.contains(document.activeElement)) return;
    const before = lastFocus.current;
    const { mode, to, subject } = handle.current();
    if (before?.isConnected) before.focus();
    else if (to.length === 0) fields.current?.focus('to');
    else if (mode === 'new' && subject === '') fields.current?.focus('subject');
    else body.current?.focus();
  }, [isHidden, composer.key, handle.current]);

  const { problem } = sending;
  const attempt = useRef(false);
  useEffect(() => {
    // Only an attempt to send moves the cursor to the field at fault; mending one of two faults does not.
    if (attempt.current && problem?.field) fields.current?.focus(problem.field);
    attempt.current = false;
  }, [problem]);

  const run = {
    send: () => send(),
    // On its own page it can only be closed.
    minimise: () => composer.view !== 'page' && setComposerView(composer.key, 'minimised'),
    full: () =>
      composer.view !== 'page' && setComposerView(composer.key, composer.view === 'full' ? 'docked' : 'full'),
    cc: () => fields.current?.focus('cc'),
    bcc: () => fields.current?.focus('bcc'),
    attach: () => picker.current?.click(),
    link: () => setAsksLink(draft.html !== null),
    discard: () => void discard(),
  };
  const onKeyDownCapture = (event: KeyboardEvent) => {
    const command = composerCommand(event);
    if (!command || command === 'minimise' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    run[command]();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // The editor claims every Escape and does nothing with it.
    const isFree = !event.defaultPrevented || event.target === editor?.view.dom;
    if (event.key === 'Escape' && isFree && !event.nativeEvent.isComposing) run.minimise();
    // Single letters are commands outside; in here they are text.
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
  };

  const title = draft.subject.trim() || text.newMessage;
  const shownFiles = draft.uploads.filter((upload) => !isShownInText(upload, draft.html));
  return (
    <>
      {composer.view === 'minimised' && !sending.isSending ? (
        <ComposerBar composer={composer} title={title} onClose={() => void close()} />
      ) : null}
      <ComposerFrame
        {...drop.handlers}
        ref={frame}
        composer={composer}
        title={title}
        isHidden={isHidden}
        onClose={() => void close()}
        onPopOut={() => void popOut()}
        onKeyDownCapture={onKeyDownCapture}
        onKeyDown={onKeyDown}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) void handle.lookAway();
        }}
        onFocusCapture={(event) => {
          lastFocus.current = event.target as HTMLElement;
        }}
      >
        <ComposerFields ref={fields} handle={handle} editor={editor} problem={problem} />
        <ComposerBody
          ref={body}
          handle={handle}
          files={files}
          editor={editor}
          startsWithQuote={draft.mode === 'forward'}
          onEditor={setEditor}
        />
        <FileList uploads={shownFiles} files={files} />
        {asksLink && editor ? <LinkForm editor={editor} onDone={() => setAsksLink(false)} /> : null}
        <SendNotes id={`problem-${draft.key}`} sending={sending} onSend={send} />
        <ComposerFooter
          handle={handle}
          editor={editor}
          isRich={draft.html !== null}
          onSend={(sendAt) => send(false, sendAt)}
          onLink={run.link}
          onAttach={run.attach}
          onToggle={() => body.current?.toggleFormat()}
          onHistory={() => void handle.saver.flush().then(() => setAsksHistory(true))}
          onTemplate={templates.use}
          onSaveTemplate={templates.save}
          onDiscard={run.discard}
        />
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            addFiles([...(event.target.files ?? [])], 'pick');
            event.target.value = '';
          }}
        />
        {asksHistory ? (
          <HistoryDialog
            draftKey={draft.key}
            onRestore={handle.takeOver}
            onClose={() => setAsksHistory(false)}
          />
        ) : null}
        {drop.isOver ? (
          // It takes the events: the frame of the quoted message under it would keep a dropped file.
          <div className="absolute inset-2 z-20 grid place-items-center rounded-lg border-2 border-dashed border-accent bg-surface-raised/90 font-semibold text-accent">
            {text.dropHere}
          </div>
        ) : null}
      </ComposerFrame>
    </>
  );
}
