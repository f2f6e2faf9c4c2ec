import { describe, expect, it } from 'vitest';
import type { Draft } from '@/lib/contract/compose';
import { checkBeforeSend, ownWords } from './check-before-send';

const draft: Draft = {
  key: '0123456789abcdef',
  accountId: 1,
  mode: 'new',
  originalId: null,
  to: [{ name: '', address: 'bob@example.org' }],
  cc: [],
  bcc: [],
  subject: 'Lunch',
  html: null,
  text: '',
  uploads: [],
  editedAt: 1,
};
const upload = { id: 'u', name: 'a.pdf', type: 'application/pdf', size: 1, contentId: null };

describe('before a message leaves', () => {
  it('finds nothing against an ordinary one', () => {
    expect(checkBeforeSend(draft, 'See you at noon.')).toEqual({
      noRecipients: false,
      badRecipients: [],
      doubts: [],
    });
  });

  it('stops without recipients and names the bad ones, wherever they stand', () => {
    expect(checkBeforeSend({ ...draft, to: [] }, '').noRecipients).toBe(true);
    expect(checkBeforeSend({ ...draft, to: [], bcc: draft.to }, '').noRecipients).toBe(false);
    expect(checkBeforeSend({ ...draft, cc: [{ name: '', address: 'Bob' }] }, '').badRecipients).toEqual([
      'Bob',
    ]);
  });

  it('asks about an empty subject', () => {
    expect(checkBeforeSend({ ...draft, subject: '  ' }, '').doubts).toEqual(['empty-subject']);
  });

  it.each(['The report is attached.', 'See the attachment', 'Im Anhang der Bericht', 'le fichier ci-joint'])(
    'asks about a forgotten file: %s',
    (text) => {
      expect(checkBeforeSend(draft, text).doubts).toEqual(['forgotten-file']);
      expect(checkBeforeSend({ ...draft, uploads: [upload] }, text).doubts).toEqual([]);
    },
  );

  it('does not ask because of words it only resembles', () => {
    expect(checkBeforeSend(draft, 'I am unattachable, and so is the detachment.').doubts).toEqual([]);
  });

  it('does not take quoted words for the writer’s own', () => {
    const text = 'Thanks!\n\nOn Monday Ann wrote:\n> the file is attached\n> bye';
    expect(ownWords(text)).toBe('Thanks!\n');
    expect(ownWords('Hi\n\n---------- Forwarded message ----------\nattached')).toBe('Hi\n');
    expect(ownWords('Note:\nbring bread')).toBe('Note:\nbring bread');
  });
});
