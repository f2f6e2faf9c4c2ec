// A toast with Undo, which z takes back as well.
import { toast } from 'sonner';
import { composerText as text } from '@/components/messages/en-composer';
import { sentenceOf } from '@/lib/client/api';
import { dropUndo, pushUndo } from '@/lib/client/undo';

/** Says `words` for `ms`; until then `undo` can be asked for by the button or by z. */
export function undoToast(words: string, ms: number, undo: () => Promise<void>): void {
  const id = pushUndo(words, undo);
  const end = () => void dropUndo(id);
  toast(words, {
    id: `undo-${id}`,
    duration: ms,
    onAutoClose: end,
    action: {
      label: text.undo,
      onClick: () => {
        const step = dropUndo(id);
        step?.undo().catch((error: unknown) => toast.error(sentenceOf(error)));
      },
    },
  });
  // The toast's own clock stands still under the pointer; the server's does not.
  setTimeout(() => {
    end();
    toast.dismiss(`undo-${id}`);
  }, ms);
}
