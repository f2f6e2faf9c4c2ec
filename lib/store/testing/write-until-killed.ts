// For tests: a process that writes drafts and messages into the store named by its argument, and says what is kept, until it is killed.
import { writeSync } from 'node:fs';
import { openStore } from '../db';
import { saveDraft } from '../drafts';
import { changeFlags } from '../local-changes';
import { messagesInFolder } from '../read-messages';
import { addAccount, message, pull } from './mailbox';

async function write(file: string): Promise<never> {
  const db = await openStore(file);
  const ann = await addAccount(db);
  for (let n = 1; ; n++) {
    await saveDraft(db, ann.userId, {
      key: `draft-${String(n).padStart(6, '0')}`,
      accountId: ann.id,
      mode: 'new',
      originalId: null,
      to: [],
      cc: [],
      bcc: [],
      subject: `Draft ${n}`,
      html: null,
      text: '',
      uploads: [],
      editedAt: n,
    });
    await pull(db, ann, 'INBOX', ...Array.from({ length: 20 }, (_, k) => message(n * 20 + k)));
    const rows = await messagesInFolder(db, ann.userId, ann.folder.INBOX, 3);
    await changeFlags(db, rows, { seen: n % 2 === 1 });
    // At once, not through a stream's buffer: what was said must be true.
    writeSync(1, `${n}\n`);
  }
}

void write(process.argv[2]!);
