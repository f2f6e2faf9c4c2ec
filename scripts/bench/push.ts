// New mail: from SMTP's 250 to the event at the browser's stream, and to a plain idle client on the same mail.
import type { Lab, LabUser } from '../lab/lab';
import type { Client } from './client';
import { percentile, rounded } from './figures';

const MAILS = 20;
const PATIENCE_MS = 10_000;

function next(arm: (fire: () => void) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('No notice of new mail.')), PATIENCE_MS);
    arm(() => {
      clearTimeout(timer);
      resolve(performance.now());
    });
  });
}

/** Both in one run, mail by mail. */
export async function pushFigures(lab: Lab, user: LabUser, client: Client): Promise<Record<string, number>> {
  let onRaw = () => {};
  let onEvent = () => {};
  const idler = await lab.connectImap(user);
  await idler.mailboxOpen('INBOX');
  idler.on('exists', () => onRaw());
  const idling = idler.idle();
  const stop = await client.follow(() => onEvent());
  const ours: number[] = [];
  const raw: number[] = [];
  for (let mail = 0; mail < MAILS; mail++) {
    const rawAt = next((fire) => {
      onRaw = fire;
    });
    const eventAt = next((fire) => {
      onEvent = fire;
    });
    const text = `From: a@outside.test\r\nTo: ${user.address}\r\nSubject: push ${mail}\r\nMessage-ID: <push-${mail}-${Date.now()}@outside.test>\r\n\r\nNew.\r\n`;
    await lab.deliver(text, user.address);
    const accepted = performance.now();
    const [rawTime, eventTime] = await Promise.all([rawAt, eventAt]);
    raw.push(rawTime - accepted);
    ours.push(eventTime - accepted);
    // Flags and text of this mail make events of their own: let them pass.
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
  stop();
  await idler.logout();
  await idling;
  return {
    push_p50_ms: rounded(percentile(ours, 0.5)),
    push_p95_ms: rounded(percentile(ours, 0.95)),
    raw_push_p50_ms: rounded(percentile(raw, 0.5)),
    raw_push_p95_ms: rounded(percentile(raw, 0.95)),
  };
}
