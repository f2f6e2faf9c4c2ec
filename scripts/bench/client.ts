// A signed-in HTTP client of Pennypost, as a browser is one.
import { Agent, fetch } from 'undici';
import type { ConversationPage, Folder } from '@/lib/contract/mail';
import type { LabUser } from '../lab/lab';

const PIECE_OCTETS = 2 * 1024 * 1024;

/** Talks to one server with one session. */
export class Client {
  readonly url: string;
  #cookies = new Map<string, string>();
  #agent = new Agent({ connections: 16 });

  constructor(url: string) {
    this.url = url;
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Fetches and reads to the end; throws unless the answer is 2xx. */
  async text(
    path: string,
    init: { method?: string; body?: string | Buffer; type?: string } = {},
  ): Promise<string> {
    const response = await fetch(this.url + path, {
      method: init.method ?? 'GET',
      body: init.body ?? null,
      dispatcher: this.#agent,
      headers: {
        cookie: this.cookie,
        ...(init.body ? { 'content-type': init.type ?? 'application/json' } : {}),
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0]!.split(/=(.*)/su) as [string, string];
      this.#cookies.set(name, value);
    }
    const body = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${body.slice(0, 200)}`);
    return body;
  }

  async json<T>(path: string, init: { method?: string; body?: string } = {}): Promise<T> {
    return JSON.parse(await this.text(path, init)) as T;
  }

  /** Uploads a file for a draft, in pieces as the browser does; answers what a draft keeps of it. */
  async upload(name: string, octets: Buffer): Promise<unknown> {
    const file = { name, type: 'application/octet-stream', size: octets.length, contentId: null };
    const { upload } = await this.json<{ upload: { id: string } }>('/api/uploads', {
      method: 'POST',
      body: JSON.stringify(file),
    });
    for (let offset = 0; offset < octets.length; offset += PIECE_OCTETS) {
      const body = octets.subarray(offset, offset + PIECE_OCTETS);
      await this.text(`/api/uploads/${upload.id}?offset=${offset}`, { method: 'PUT', body, type: file.type });
    }
    return upload;
  }

  async signIn(user: LabUser): Promise<void> {
    const { csrfToken } = await this.json<{ csrfToken: string }>('/api/auth/csrf');
    const form = new URLSearchParams({
      csrfToken,
      json: 'true',
      address: user.address,
      password: user.password,
    });
    await this.text('/api/auth/callback/credentials', {
      method: 'POST',
      body: form.toString(),
      type: 'application/x-www-form-urlencoded',
    });
  }

  async inbox(): Promise<Folder | null> {
    const { folders } = await this.json<{ folders: Folder[] }>('/api/folders');
    return folders.find(({ role }) => role === 'inbox') ?? null;
  }

  list(folderId: number, cursor: string | null = null): Promise<ConversationPage> {
    return this.json(`/api/conversations?folderId=${folderId}${cursor ? `&cursor=${cursor}` : ''}`);
  }

  /** Follows the event stream; calls back at each event. Returns what ends it. */
  async follow(onEvent: () => void): Promise<() => void> {
    const abort = new AbortController();
    const response = await fetch(`${this.url}/api/events`, {
      dispatcher: this.#agent,
      headers: { cookie: this.cookie },
      signal: abort.signal,
    });
    void (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of response.body as AsyncIterable<Uint8Array>)
        if (decoder.decode(chunk).includes('"kind":"conversations"')) onEvent();
    })().catch(() => {});
    return () => abort.abort();
  }
}
