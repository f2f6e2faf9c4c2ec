// Another person's ids are 'not found', or name nothing, and change nothing, in every function of lib/store that takes a user. The
// functions are found in the sources: a new one that is in no table here fails.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { parseQuery } from '@/lib/search/parse-query';
import * as accounts from './accounts';
import * as changes from './changes';
import * as groups from './contact-groups';
import { listConversations } from './conversations';
import { type Db, openStore } from './db';
import * as versions from './draft-versions';
import * as drafts from './drafts';
import { messagesToExport } from './export-rows';
import { getFolder, listFolders } from './folders';
import * as forgotten from './forgotten-people';
import * as identities from './identities';
import * as imports from './imports';
import { linkAccount } from './link-account';
import { listGrantProviders, saveGrant } from './oauth-grants';
import * as outbox from './outbox';
import { recentPeople, writtenDomains } from './people';
import { savePop3Settings } from './pop3-accounts';
import * as messages from './read-messages';
import { prepareRemoval, removeAccount } from './remove-account';
import { removeUser } from './remove-user';
import { replyLinks } from './reply-links';
import { searchConversations } from './search-index';
import * as sessions from './sessions';
import { getSettings, saveSettings } from './settings';
import * as templates from './templates';
import { addAccount, freshAccount, message, pull, type TestAccount } from './testing/mailbox';
import { listUnified } from './unified-list';
import * as uploads from './uploads';

let db: Db;
let ann: TestAccount;
let second: TestAccount;
let mia: TestAccount;
let row: messages.MessageRow;
let ids: Record<'outbox' | 'version' | 'group' | 'template' | 'identity' | 'import', number>;
let session: string;

const KEY = 'draft-0001';
const draft = () => ({
  key: KEY,
  accountId: ann.id,
  mode: 'new' as const,
  originalId: null,
  to: [],
  cc: [],
  bcc: [],
  subject: 'Secret',
  html: null,
  text: '',
  uploads: [],
  editedAt: 1,
});
const outboxItem = (userId: number) => ({
  userId,
  accountId: ann.id,
  idempotencyKey: 'key-00000001',
  messageIdHeader: '<1@example.org>',
  subject: 'Secret',
  to: [],
  envelope: { from: 'ann@example.org', to: [] },
  options: { eightBit: false, requireTls: false, deliveryNotice: false },
  path: '/tmp/1.eml',
  size: 1,
  originalId: null,
  draft: null,
  holdUntil: 0,
  sendAt: null,
});
const upload = (id: string) => ({
  id,
  name: 'a',
  type: 'text/plain',
  size: 1,
  contentId: null,
  path: '/tmp/a',
  received: 1,
});
const group = { name: 'Friends', people: [{ name: 'Ben', address: 'ben@example.org' }] };
const template = { name: 'Hello', subject: 'Hello', html: '<p>Hello</p>' };
const identity = {
  name: 'Ann',
  address: 'ann@example.org',
  replyTo: null,
  signatureHtml: null,
  signatureText: '',
  isDefault: false,
};

beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
  second = await addAccount(db, 'second', ann.userId);
  mia = await addAccount(db, 'mia');
  await pull(db, ann, 'INBOX', message(1, { messageId: '<1@example.org>' }));
  await pull(db, ann, 'Sent', message(2, { messageId: '<1@example.org>' }));
  await saveGrant(db, ann.id, { provider: 'example', secret: 'sealed', expiresAt: 1 });
  await db.insertInto('pop3_account').values({ account_id: ann.id }).execute();
  row = (await messages.messagesInFolder(db, ann.userId, ann.folder.INBOX, 1))[0]!;
  await drafts.saveDraft(db, ann.userId, draft());
  await versions.keepVersion(db, ann.userId, draft(), 'earlier');
  await uploads.addUpload(db, ann.userId, upload('upload-1'));
  session = await sessions.createSession(db, ann.userId, second.id);
  await forgotten.forgetPerson(db, ann.userId, 'cleo@example.org');
  await saveSettings(db, ann.userId, { undoSeconds: 5 });
  const { id } = await identities.createIdentity(db, ann.userId, ann.id, identity);
  ids = {
    outbox: (await outbox.addOutboxItem(db, outboxItem(ann.userId))).id,
    version: (await versions.listVersions(db, ann.userId, KEY))[0]!.id,
    group: (await groups.addGroup(db, ann.userId, group)).id,
    template: (await templates.addTemplate(db, ann.userId, template)).id,
    identity: id,
    import: (
      await imports.addImport(db, {
        userId: ann.userId,
        folderId: ann.folder.INBOX,
        name: 'a',
        path: '/tmp/b',
        size: 1,
      })
    ).id,
  };
});

type Call = (userId: number) => unknown;

async function all<T>(from: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of from) found.push(one);
  return found;
}

/** With ids of Ann's. */
const CALLS: Record<string, Call> = {
  insertAccount: (userId) => accounts.insertAccount(db, userId, freshAccount('third')),
  getAccount: (userId) => accounts.getAccount(db, userId, ann.id),
  listAccounts: (userId) => accounts.listAccounts(db, userId),
  listAccountRows: (userId) => accounts.listAccountRows(db, userId),
  recordChange: (userId) => changes.recordChange(db, userId, { kind: 'settings' }),
  lastChangeId: (userId) => changes.lastChangeId(db, userId),
  changesAfter: (userId) => changes.changesAfter(db, userId, 0, 100),
  listGroups: (userId) => groups.listGroups(db, userId),
  addGroup: (userId) => groups.addGroup(db, userId, { name: 'New', people: [] }),
  saveGroup: (userId) => groups.saveGroup(db, userId, { ...group, id: ids.group, name: 'Others' }),
  removeGroup: (userId) => groups.removeGroup(db, userId, ids.group),
  listGrantProviders: async (userId) => [...(await listGrantProviders(db, userId))],
  listConversations: (userId) => listConversations(db, userId, ann.folder.INBOX, null),
  keepVersion: (userId) => versions.keepVersion(db, userId, { ...draft(), text: 'More' }, 'conflict'),
  listVersions: (userId) => versions.listVersions(db, userId, KEY),
  getVersion: (userId) => versions.getVersion(db, userId, KEY, ids.version),
  saveDraft: (userId) => drafts.saveDraft(db, userId, { ...draft(), text: 'More', editedAt: 2 }),
  getDraft: (userId) => drafts.getDraft(db, userId, KEY),
  getKeptDraft: (userId) => drafts.getKeptDraft(db, userId, KEY),
  listDrafts: (userId) => drafts.listDrafts(db, userId),
  removeDraft: (userId) => drafts.removeDraft(db, userId, KEY),
  fileDraftNow: (userId) => drafts.fileDraftNow(db, userId, KEY),
  adoptCopy: (userId) => drafts.adoptCopy(db, userId, KEY, { uid: 1, uidValidity: '1' }),
  messagesToExport: async (userId) => all(messagesToExport(db, userId, ann.folder.INBOX)),
  listFolders: (userId) => listFolders(db, userId),
  getFolder: (userId) => getFolder(db, userId, ann.folder.INBOX),
  forgetPerson: (userId) => forgotten.forgetPerson(db, userId, 'ben@example.org'),
  rememberPeople: (userId) => forgotten.rememberPeople(db, userId, ['cleo@example.org']),
  forgottenPeople: async (userId) => [...(await forgotten.forgottenPeople(db, userId))],
  listIdentities: (userId) => identities.listIdentities(db, userId),
  getIdentity: (userId) => identities.getIdentity(db, userId, ids.identity),
  defaultIdentity: (userId) => identities.defaultIdentity(db, userId, ann.id),
  identityOfDraft: (userId) => identities.identityOfDraft(db, userId, { accountId: ann.id }),
  createIdentity: (userId) => identities.createIdentity(db, userId, ann.id, identity),
  updateIdentity: (userId) => identities.updateIdentity(db, userId, ids.identity, { name: 'Anna' }),
  removeIdentity: (userId) => identities.removeIdentity(db, userId, ids.identity),
  getImport: (userId) => imports.getImport(db, userId, ids.import),
  removeImport: (userId) => imports.removeImport(db, userId, ids.import),
  linkAccount: (userId) => linkAccount(db, userId, freshAccount('ann'), true),
  addOutboxItem: (userId) => outbox.addOutboxItem(db, outboxItem(userId)),
  findByIdempotencyKey: (userId) => outbox.findByIdempotencyKey(db, userId, 'key-00000001'),
  listOutbox: (userId) => outbox.listOutbox(db, userId),
  sendingHosts: (userId) => outbox.sendingHosts(db, userId),
  getOutboxItem: (userId) => outbox.getOutboxItem(db, userId, ids.outbox),
  cancelOutboxItem: (userId) => outbox.cancelOutboxItem(db, userId, ids.outbox),
  retryOutboxItem: (userId) => outbox.retryOutboxItem(db, userId, ids.outbox),
  rescheduleOutboxItem: (userId) =>
    outbox.rescheduleOutboxItem(db, userId, ids.outbox, { sendAt: 1, path: '/tmp/2.eml', size: 2 }),
  outboxIdOf: (userId) => outbox.outboxIdOf(db, userId, row.id),
  wayOf: (userId) => outbox.wayOf(db, userId, ids.outbox),
  pathOf: (userId) => outbox.pathOf(db, userId, ids.outbox),
  confirmOutboxItem: (userId) => outbox.confirmOutboxItem(db, userId, ids.outbox),
  dismissOutboxItem: (userId) => outbox.dismissOutboxItem(db, userId, ids.outbox),
  settleNotices: (userId) => outbox.settleNotices(db, userId, ids.outbox),
  recentPeople: (userId) => recentPeople(db, userId, 'ben'),
  writtenDomains: (userId) => writtenDomains(db, userId),
  savePop3Settings: (userId) => savePop3Settings(db, userId, ann.id, { mode: 'delete', days: 1, minutes: 9 }),
  getMessage: (userId) => messages.getMessage(db, userId, row.id),
  getConversation: (userId) => messages.getConversation(db, userId, row.conversationId, null),
  messagesFor: (userId) =>
    messages.messagesFor(db, userId, {
      folderId: ann.folder.INBOX,
      conversationIds: [row.conversationId],
      messageIds: [row.id],
      allFolders: true,
    }),
  copiesOf: (userId) => messages.copiesOf(db, userId, [row]),
  messagesInFolder: (userId) => messages.messagesInFolder(db, userId, ann.folder.INBOX, 10),
  prepareRemoval: (userId) => prepareRemoval(db, userId, ann.id),
  removeAccount: (userId) => removeAccount(db, userId, ann.id, ''),
  removeUser: (userId) => removeUser(db, userId),
  replyLinks: (userId) => replyLinks(db, userId, { mode: 'reply', originalId: row.id }),
  searchConversations: (userId) =>
    searchConversations(db, userId, parseQuery('subject'), { folderId: null }, null),
  'searchConversations in a folder': (userId) =>
    searchConversations(db, userId, parseQuery(''), { folderId: ann.folder.INBOX }, null),
  createSession: (userId) => sessions.createSession(db, userId),
  isSessionLive: (userId) => sessions.isSessionLive(db, userId, session),
  endSession: (userId) => sessions.endSession(db, userId, session),
  getSettings: (userId) => getSettings(db, userId),
  saveSettings: (userId) => saveSettings(db, userId, { undoSeconds: 20 }),
  listTemplates: (userId) => templates.listTemplates(db, userId),
  addTemplate: (userId) => templates.addTemplate(db, userId, template),
  saveTemplate: (userId) =>
    templates.saveTemplate(db, userId, { ...template, id: ids.template, name: 'Bye' }),
  removeTemplate: (userId) => templates.removeTemplate(db, userId, ids.template),
  listUnified: (userId) => listUnified(db, userId, 'inbox', null),
  addUpload: (userId) => uploads.addUpload(db, userId, upload('upload-2')),
  getUpload: (userId) => uploads.getUpload(db, userId, 'upload-1'),
  getWholeUpload: (userId) => uploads.getWholeUpload(db, userId, 'upload-1'),
  noteReceived: (userId) => uploads.noteReceived(db, userId, 'upload-1', 1, 2),
  removeUpload: (userId) => uploads.removeUpload(db, userId, 'upload-1'),
};

/** They take a user to tell, not to ask: what they are given was read for that user. */
const TOLD = ['touch', 'refreshConversations', 'addNotices', 'emptyAccount', 'addImport'];

/**
 * What services and auth may ask of the store without naming a user, each after something above answered for the id that it is given,
 * or with none of a person's ids at all.
 */
const UNSCOPED_AT_THE_DOORS = [
  // With rows that were read for the user.
  'cancelTransfers',
  'changeFlags',
  'deleteMessages',
  'moveMessages',
  'startTransfer',
  // With an account, a folder, a conversation's message, an import or a message in the queue that was read for the user.
  'accountToSendThrough',
  'folderByRole',
  'foldersOf',
  'getAccountById',
  'getCachedBody',
  'getFolderById',
  'getPop3Settings',
  'listAttempts',
  'listNotices',
  'messageByHeader',
  'saveImport',
  'setAccountState',
  'updateAccount',
  // With a log-in that the mail server took just now.
  'createAccount',
  'findAccount',
  'saveGrant',
  // For everybody alike, without an answer to anybody.
  'durably',
  'forgetDeletedDrafts',
  'forgetDone',
  'forgetOrphanVersions',
  'knownUploads',
  'neededFiles',
  'removeFilesOfNobody',
  'staleUploads',
].sort();

const doors = ['lib/services', 'lib/auth', 'lib/http'];
const sources = (dir: string) =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
    .map((name) => readFileSync(join(dir, name), 'utf8'));

/** Exported functions of lib/store with the names and types of their parameters. */
function exported(): { name: string; parameters: string }[] {
  const pattern =
    /^export (?:async )?(?:function\*? |const )(\w+)(?:<[^>]*>)?(?:: \w+)?(?: = (?:async )?)?\(([^)]*)\)/gmu;
  return sources('lib/store').flatMap((text) =>
    [...text.matchAll(pattern)].map(([, name, parameters]) => ({ name: name!, parameters: parameters! })),
  );
}

/** Of objects that carry one. */
const namesUser = (parameters: string) => /\buserId\b|fresh: NewOutboxItem/u.test(parameters);

test('every function of the store that takes a user is told of here', () => {
  const scoped = exported().filter(({ parameters }) => namesUser(parameters));
  expect(scoped.length).toBeGreaterThan(70);
  const known = new Set([...Object.keys(CALLS).map((name) => name.split(' ')[0]), ...TOLD]);
  expect(scoped.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
});

test('what services ask of the store names a user, or is told of here', () => {
  const unscoped = new Set(
    exported().flatMap(({ name, parameters }) =>
      /\bDb\b/u.test(parameters) && !namesUser(parameters) ? [name] : [],
    ),
  );
  const asked = doors
    .flatMap(sources)
    .flatMap((text) => {
      const lines = [...text.matchAll(/import (?:\{([^}]*)\}|\* as (\w+)) from '@\/lib\/store\/[\w-]+'/gu)];
      return lines.flatMap(([, names, all]) =>
        all
          ? [...text.matchAll(new RegExp(`\\b${all}\\.(\\w+)\\(`, 'gu'))].map(([, name]) => name!)
          : (names!.match(/\w+/gu) ?? []),
      );
    })
    .filter((name) => unscoped.has(name));
  expect([...new Set(asked)].sort()).toEqual(UNSCOPED_AT_THE_DOORS);
});

/** All rows but those of Mia's. */
async function rowsOfOthers(): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'
    and name not like 'sqlite_%' and name not like 'message_text%' and name not like 'kysely_%'`.execute(db);
  const hers = (await accounts.listAccounts(db, mia.userId)).map(({ id }) => id);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db);
    const others = rows.filter(
      (one) =>
        one.user_id !== mia.userId &&
        !hers.includes(Number(one.account_id)) &&
        !(name === 'user' && one.id === mia.userId),
    );
    found.push(...others.map((one) => `${name} ${JSON.stringify(one)}`));
  }
  return found.sort();
}

async function outcome(call: Call, userId: number): Promise<string> {
  try {
    return JSON.stringify(await call(userId)) ?? 'nothing';
  } catch (error) {
    return String((error as { code?: string }).code ?? error);
  }
}

test.each(Object.entries(CALLS))(
  '%s: what is of somebody else is not found and stays as it is',
  async (name, call) => {
    const before = await rowsOfOthers();
    const forMia = await outcome(call, mia.userId);
    // The rule of docs/decisions/0010 has tests of its own.
    if (name !== 'linkAccount') expect(await rowsOfOthers()).toEqual(before);
    expect(forMia).not.toMatch(/Secret|Subject 1|ben@example\.org|"accountId":1\b/u);
    const forAnn = await outcome(call, ann.userId);
    const isOther = forAnn !== forMia || JSON.stringify(await rowsOfOthers()) !== JSON.stringify(before);
    expect(isOther, 'the call does something for its owner').toBe(true);
  },
);
