// Which servers an address belongs to: those of the form, else the admin's preset for its domain.
import { lookup } from 'node:dns/promises';
import type { ServerSettings, SignIn } from '@/lib/contract/account';
import { domainOf } from '@/lib/contract/mail-domain';
import { AppError } from '@/lib/errors';
import { isPublic, privateHost } from '@/lib/providers/network/guard';
import { isAdminHost, presetOf } from '@/lib/runtime/admin-hosts';
import { unknownServers } from './unknown-servers';

/** The servers to sign in at. Throws AppError naming the field when they are not known or not allowed. */
export async function findServers(
  form: SignIn,
): Promise<{ protocol: SignIn['protocol']; imap: ServerSettings; smtp: ServerSettings }> {
  const domain = domainOf(form.address) ?? '';
  if (form.imap) {
    const smtp = form.smtp ?? { host: form.imap.host, port: 587, security: 'starttls' as const };
    await mustBePublic(form.imap.host, 'imapHost');
    await mustBePublic(smtp.host, 'smtpHost');
    return { protocol: form.protocol, imap: form.imap, smtp };
  }
  const preset = presetOf(domain);
  if (preset) return preset;
  throw new AppError('bad-request', {
    userMessage: unknownServers(domain, "Enter them under 'Other server'."),
    field: 'imapHost',
  });
}

/** A person must not make this server knock at machines of its own network; the admin may allow a host. */
async function mustBePublic(host: string, field: string): Promise<void> {
  if (isAdminHost(host)) return;
  const found = await lookup(host, { all: true }).catch(() => []);
  if (found.length === 0)
    throw new AppError('unknown-host', {
      userMessage: `There is no server named ${host}. Check the server name.`,
      field,
    });
  if (found.some(({ address }) => !isPublic(address))) throw privateHost(host, field);
}
