// Makes the steps of a test.
import type { CheckStep } from '@/lib/contract/checkup';
import { shown } from './words';

/** A maker of steps of one protocol; `said` is made fit to show. */
export function stepsOf(protocol: CheckStep['protocol']) {
  return (
    step: CheckStep['step'],
    outcome: CheckStep['outcome'],
    text: string,
    said: string[] = [],
    advice: string | null = null,
  ): CheckStep => ({ protocol, step, outcome, text, said: shown(said), advice });
}
