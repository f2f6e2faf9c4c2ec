// How long ago something was, short.
import { composerText as text } from '@/components/messages/en-composer';

/** 'just now', '3 s ago', '2 min ago', '5 h ago'. */
export function agoText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) return text.justNow;
  if (seconds < 60) return text.secondsAgo(seconds);
  if (seconds < 3600) return text.minutesAgo(Math.floor(seconds / 60));
  return text.hoursAgo(Math.floor(seconds / 3600));
}
