import { describe, expect, it } from 'vitest';
import type { Draft } from '@/lib/contract/compose';
import { checkBeforeSend, ownWords, type SendSurroundings } from './check-before-send';

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

const around = (ownText: string, more: Partial<SendSurroundings> = {}) => ({
  ownText,
  isList: false,
  knownDomains: ['example.org'],
  ...more,
});

describe('before a message leaves', () => {
  it('finds nothing against an ordinary one', () => {
    expect(checkBeforeSend(draft, around('See you at noon.'))).toEqual({
      noRecipients: false,
      badRecipients: [],
      doubts: [],
    });
  });

  it('stops without recipients and names the bad ones, wherever they stand', () => {
    expect(checkBeforeSend({ ...draft, to: [] }, around('')).noRecipients).toBe(true);
    expect(checkBeforeSend({ ...draft, to: [], bcc: draft.to }, around('')).noRecipients).toBe(false);
    expect(
      checkBeforeSend({ ...draft, cc: [{ name: '', address: 'Bob' }] }, around('')).badRecipients,
    ).toEqual(['Bob']);
  });

  it('asks about an empty subject', () => {
    expect(checkBeforeSend({ ...draft, subject: '  ' }, around('')).doubts).toEqual([
      { kind: 'empty-subject' },
    ]);
  });

  it.each(['The report is attached.', 'See the attachment', 'Im Anhang der Bericht', 'le fichier ci-joint'])(
    'asks about a forgotten file: %s',
    (text) => {
      expect(checkBeforeSend(draft, around(text)).doubts).toEqual([{ kind: 'forgotten-file' }]);
      expect(checkBeforeSend({ ...draft, uploads: [upload] }, around(text)).doubts).toEqual([]);
    },
  );

  it('does not ask because of words it only resembles', () => {
    expect(checkBeforeSend(draft, around('I am unattachable, and so is the detachment.')).doubts).toEqual([]);
  });

  it.each([
    'Ich habe es angehängt',
    'En pièce jointe',
    'Te envío el archivo adjunto',
    'In allegato il file',
    'segue em anexo',
    'zie bijlage',
    'se bifogad fil',
    'w załączniku',
    'файл во вложении',
    '添付ファイル',
    '见附件',
  ])('knows the word in other languages: %s', (text) => {
    expect(checkBeforeSend(draft, around(text)).doubts).toEqual([{ kind: 'forgotten-file' }]);
  });

  it('asks about a crowd that sees each other, not about one in Bcc', () => {
    const crowd = Array.from({ length: 15 }, (_, n) => ({ name: '', address: `p${n}@example.org` }));
    expect(checkBeforeSend({ ...draft, to: crowd }, around('')).doubts).toEqual([
      { kind: 'many-recipients', about: 15 },
    ]);
    expect(checkBeforeSend({ ...draft, to: [], bcc: crowd }, around('')).doubts).toEqual([]);
  });

  it('asks before a whole list is answered', () => {
    const list = around('', { isList: true });
    expect(checkBeforeSend({ ...draft, mode: 'reply-all' }, list).doubts).toEqual([{ kind: 'whole-list' }]);
    expect(checkBeforeSend({ ...draft, mode: 'reply' }, list).doubts).toEqual([]);
  });

  it('asks about a domain that only looks like a known one, once', () => {
    const to = ['a', 'b'].map((name) => ({ name: '', address: `${name}@exarnple.org` }));
    expect(checkBeforeSend({ ...draft, to }, around('')).doubts).toEqual([
      { kind: 'look-alike', about: { domain: 'exarnple.org', known: 'example.org' } },
    ]);
  });

  it('asks about fields of a template that are still open', () => {
    expect(checkBeforeSend(draft, around('Dear {{name}}')).doubts).toEqual([
      { kind: 'open-fields', about: '{{name}}' },
    ]);
  });

  it('does not take quoted words for the writer’s own', () => {
    const text = 'Thanks!\n\nOn Monday Ann wrote:\n> the file is attached\n> bye';
    expect(ownWords(text)).toBe('Thanks!\n');
    expect(ownWords('On Monday Ann wrote:\n> bye\n\nSee below.')).toBe('\nSee below.');
    expect(ownWords('Hi\n\n---------- Forwarded message ----------\nattached')).toBe('Hi\n');
    expect(ownWords('Note:\nbring bread')).toBe('Note:\nbring bread');
  });
});
