// Typed fetch: every call of the interface to its own server, with errors as sentences that can be shown.
import type { z } from 'zod';
import type {
  AccountAdd,
  AccountDetails,
  Offer,
  ProviderLink,
  AccountPatch,
  Identity,
  IdentityCreate,
  IdentityPatch,
} from '@/lib/contract/accounts';
import type { Draft, OutboxItem } from '@/lib/contract/compose';
import type {
  Account,
  Ahead,
  Body,
  OpenedConversation,
  ConversationPage,
  Folder,
  FolderCheck,
  OrganizeRequest,
  OrganizeResult,
  SearchPage,
} from '@/lib/contract/mail';
import type { ListId } from '@/lib/contract/unified-lists';
import type { Settings } from '@/lib/contract/settings';

/** A failed call: `code` for code, `message` for the person, `field` names the input at fault. */
export class ClientError extends Error {
  readonly code: string;
  readonly field: string | undefined;
  readonly status: number;

  constructor(status: number, code: string, message: string, field?: string) {
    super(message);
    this.name = 'ClientError';
    this.status = status;
    this.code = code;
    this.field = field;
  }
}

const UNREACHABLE = 'Could not reach Pennypost. Check the connection and try again.';
const UNEXPECTED = 'Pennypost could not do this just now. Try again in a moment.';

async function readError(response: Response): Promise<ClientError> {
  const body = (await response.json().catch(() => null)) as {
    error?: { code?: string; message?: string; field?: string };
  } | null;
  const { code = 'internal', message = UNEXPECTED, field } = body?.error ?? {};
  return new ClientError(response.status, code, message, field);
}

/** Sends to a person without a session back to the sign-in page, keeping where they were. */
function onSignedOut(): void {
  const { pathname, search } = window.location;
  if (pathname.startsWith('/sign-in')) return;
  window.location.assign(`/sign-in?to=${encodeURIComponent(pathname + search)}`);
}

/** Calls the server and reads JSON. Throws ClientError; types are trusted because the server checks its contract. */
export async function call<T>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      signal: signal ?? null,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ClientError(0, 'unreachable', UNREACHABLE);
  }
  if (!response.ok) {
    const error = await readError(response);
    if (error.code === 'not-signed-in') onSignedOut();
    throw error;
  }
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** Accounts with their folders: what the sidebar shows. */
export interface FolderList {
  accounts: Account[];
  folders: Folder[];
}

const query = (values: Record<string, string | number | null | undefined>) => {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  return given.length ? `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}` : '';
};

/** The server's verbs. */
export const api = {
  folders: (signal?: AbortSignal) => call<FolderList>('GET', '/api/folders', undefined, signal),
  conversations: (list: ListId, cursor: string | null, signal?: AbortSignal) => {
    const which = typeof list === 'number' ? { folderId: list } : { list };
    return call<ConversationPage>(
      'GET',
      `/api/conversations${query({ ...which, cursor })}`,
      undefined,
      signal,
    );
  },
  search: (q: string, folderId: number | null, cursor: string | null, signal?: AbortSignal) =>
    call<SearchPage>('GET', `/api/search${query({ q, folderId, cursor })}`, undefined, signal),
  conversation: (id: number, folderId: number | null, signal?: AbortSignal) =>
    call<OpenedConversation>('GET', `/api/conversations/${id}${query({ folderId })}`, undefined, signal),
  ahead: (id: number, folderId: number | null, signal?: AbortSignal) =>
    call<Ahead>('GET', `/api/conversations/${id}/ahead${query({ folderId })}`, undefined, signal),
  body: (messageId: number, signal?: AbortSignal) =>
    call<Body>('GET', `/api/messages/${messageId}/body`, undefined, signal),
  organize: (request: OrganizeRequest) => call<OrganizeResult>('POST', '/api/organize', request),
  undoOrganize: (undo: string) => call<unknown>('POST', '/api/organize/undo', { undo }),
  createFolder: (accountId: number, parentId: number | null, name: string) =>
    call<unknown>('POST', '/api/folders', { accountId, parentId, name }),
  updateFolder: (id: number, patch: { name?: string; parentId?: number | null }) =>
    call<unknown>('PATCH', `/api/folders/${id}`, patch),
  deleteFolder: (id: number) => call<unknown>('DELETE', `/api/folders/${id}`),
  openFolder: (id: number) => call<unknown>('POST', `/api/folders/${id}/open`),
  checkFolder: (id: number) => call<FolderCheck>('POST', `/api/folders/${id}/check`),
  emptyFolder: (id: number) => call<unknown>('POST', `/api/folders/${id}/empty`),
  outbox: (signal?: AbortSignal) => call<OutboxItem[]>('GET', '/api/outbox', undefined, signal),
  drafts: (signal?: AbortSignal) => call<Draft[]>('GET', '/api/drafts', undefined, signal),
  settings: (signal?: AbortSignal) => call<Settings>('GET', '/api/settings', undefined, signal),
  updateSettings: (patch: Partial<Settings>) => call<Settings>('PATCH', '/api/settings', patch),
  accounts: (signal?: AbortSignal) => call<AccountDetails[]>('GET', '/api/accounts', undefined, signal),
  addAccount: (form: z.input<typeof AccountAdd>) => call<{ id: number }>('POST', '/api/accounts', form),
  providers: (signal?: AbortSignal) => call<Offer[]>('GET', '/api/accounts/providers', undefined, signal),
  linkProvider: (ask: ProviderLink) => call<{ target: string }>('POST', '/api/accounts/providers', ask),
  providerFailure: (failure: string) =>
    call<{ message: string; field?: string; opens?: boolean }>(
      'GET',
      `/api/accounts/providers/failure${query({ failure })}`,
    ),
  updateAccount: (id: number, patch: AccountPatch) =>
    call<AccountDetails>('PATCH', `/api/accounts/${id}`, patch),
  removeAccount: (id: number) => call<unknown>('DELETE', `/api/accounts/${id}`),
  createIdentity: (accountId: number, fresh: z.input<typeof IdentityCreate>) =>
    call<Identity>('POST', `/api/accounts/${accountId}/identities`, fresh),
  updateIdentity: (id: number, patch: IdentityPatch) =>
    call<Identity>('PATCH', `/api/identities/${id}`, patch),
  removeIdentity: (id: number) => call<unknown>('DELETE', `/api/identities/${id}`),
  signOut: (forget: boolean) => call<unknown>('POST', '/api/sign-out', { forget }),
};

/** The sentence to show for whatever was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof ClientError ? error.message : UNEXPECTED;
}

/** Addresses of things the browser loads by itself. */
export const urls = {
  html: (messageId: number, options: { images: boolean; dark: boolean }) =>
    `/api/messages/${messageId}/html?images=${options.images ? 1 : 0}&dark=${options.dark ? 1 : 0}`,
  folder: (folderId: number, format: 'mbox' | 'zip') => `/api/folders/${folderId}/export?format=${format}`,
  source: (messageId: number) => `/api/messages/${messageId}/source`,
  part: (messageId: number, part: string, inline = false) =>
    `/api/messages/${messageId}/parts/${encodeURIComponent(part)}${inline ? '?inline=1' : ''}`,
};
