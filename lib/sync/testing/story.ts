// For tests: random stories of one mailbox: two other mail programs, we, and bad luck between us and the server.
import fc from 'fast-check';
import type { Fault } from '@/lib/providers/testing/response-proxy';

/** Folders that stories speak of; the first three are there from the start, nobody deletes INBOX. */
export const FOLDERS = ['INBOX', 'Archive', 'Trash', 'A', 'B', 'A/Sub'] as const;
export type FolderName = (typeof FOLDERS)[number];
/** What programs mark; the index keeps all but Deleted, which hides a message. */
export type FlagName = 'Seen' | 'Flagged' | 'Answered' | 'Deleted';

/** One thing that happens. `nth` counts the folder's messages as the doer sees them, round and round. */
export type Step =
  | { by: 'other'; who: 0 | 1; do: 'append'; folder: FolderName; flags: FlagName[] }
  | { by: 'other'; who: 0 | 1; do: 'flag'; folder: FolderName; nth: number; flag: FlagName; on: boolean }
  | { by: 'other'; who: 0 | 1; do: 'move' | 'copy'; folder: FolderName; nth: number; target: FolderName }
  | { by: 'other'; who: 0 | 1; do: 'delete'; folder: FolderName; nth: number }
  | { by: 'other'; who: 0 | 1; do: 'expunge'; folder: FolderName }
  | { by: 'other'; who: 0 | 1; do: 'create' | 'remove' | 'renumber'; folder: FolderName }
  | { by: 'other'; who: 0 | 1; do: 'rename'; folder: FolderName; target: FolderName }
  | { by: 'us'; do: 'mark'; folder: FolderName; nth: number; patch: { seen?: boolean; flagged?: boolean } }
  | { by: 'us'; do: 'move'; folder: FolderName; nth: number; count: number; target: FolderName }
  | { by: 'us'; do: 'delete'; folder: FolderName; nth: number }
  | { by: 'us'; do: 'open' | 'create' | 'remove'; folder: FolderName }
  | { by: 'us'; do: 'rename'; folder: FolderName; target: FolderName }
  | { by: 'us'; do: 'signIn' }
  | { by: 'luck'; do: 'fault'; fault: Fault }
  | { by: 'luck'; do: 'lag'; ms: number }
  | { by: 'luck'; do: 'drop' | 'kill' }
  | { by: 'time'; ms: number };

/** A whole story. `patient`: at its end our program goes on as it is; else it is started anew. */
export interface Story {
  messages: number;
  steps: Step[];
  patient: boolean;
}

const who = fc.constantFrom<0 | 1>(0, 1);
// Where people work most, most often.
const folder = fc.oneof(
  { weight: 4, arbitrary: fc.constant<FolderName>('INBOX') },
  { weight: 6, arbitrary: fc.constantFrom(...FOLDERS) },
);
const own = fc.constantFrom<FolderName>('A', 'B', 'A/Sub', 'Archive');
const nth = fc.nat(7);
const flag = fc.constantFrom<FlagName>('Seen', 'Flagged', 'Answered', 'Deleted');
const other = fc.constant('other' as const);
const us = fc.constant('us' as const);
const verb = <T extends string>(...names: T[]) => fc.constantFrom(...names);

const others: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ by: other, who, do: verb('append'), folder, flags: fc.uniqueArray(flag, { maxLength: 2 }) }),
  fc.record({ by: other, who, do: verb('flag'), folder, nth, flag, on: fc.boolean() }),
  fc.record({ by: other, who, do: verb('move', 'move', 'copy'), folder, nth, target: folder }),
  fc.record({ by: other, who, do: verb('delete'), folder, nth }),
  fc.record({ by: other, who, do: verb('expunge'), folder }),
);
const othersFolders: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ by: other, who, do: verb('create', 'remove'), folder: own }),
  fc.record({ by: other, who, do: verb('renumber'), folder }),
  fc.record({ by: other, who, do: verb('rename'), folder: own, target: own }),
);
const ours: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    by: us,
    do: verb('mark'),
    folder,
    nth,
    patch: fc.oneof(fc.record({ seen: fc.boolean() }), fc.record({ flagged: fc.boolean() })),
  }),
  fc.record({ by: us, do: verb('move'), folder, nth, count: fc.integer({ min: 1, max: 3 }), target: folder }),
  fc.record({ by: us, do: verb('delete'), folder, nth }),
  fc.record({ by: us, do: verb('open'), folder }),
);
const oursFolders: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ by: us, do: verb('create', 'remove'), folder: own }),
  fc.record({ by: us, do: verb('rename'), folder: own, target: own }),
);
const after = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 12 }));
const luck: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      by: fc.constant('luck' as const),
      do: verb('fault'),
      fault: fc.oneof(
        fc.record({ kind: verb('cut', 'truncate', 'duplicate', 'unanswered', 'unsent', 'kill'), after }),
        fc.record({ kind: verb('stall', 'hang'), after, ms: fc.integer({ min: 5, max: 150 }) }),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      by: fc.constant('luck' as const),
      do: verb('lag'),
      ms: fc.integer({ min: 1, max: 8 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ by: fc.constant('luck' as const), do: verb('drop', 'kill') }) },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: others },
  { weight: 2, arbitrary: othersFolders },
  { weight: 8, arbitrary: ours },
  { weight: 1, arbitrary: oursFolders },
  { weight: 9, arbitrary: luck },
  { weight: 1, arbitrary: fc.record({ by: us, do: verb('signIn') }) },
  {
    weight: 4,
    arbitrary: fc.record({ by: fc.constant('time' as const), ms: fc.constantFrom(5, 20, 60, 200) }),
  },
);

/** Stories of up to 18 steps. */
export const stories: fc.Arbitrary<Story> = fc.record({
  messages: fc.nat(6),
  steps: fc.array(step, { minLength: 2, maxLength: 18 }),
  patient: fc.boolean(),
});

/** The story as people tell it, a line a step. */
export function tell({ messages, steps, patient }: Story): string {
  return [
    `${messages} messages in INBOX`,
    ...steps.map((one) => {
      const { by, ...rest } = one;
      return `${by}: ${JSON.stringify(rest)}`;
    }),
    patient ? 'then quiet' : 'then our program starts anew, and quiet',
  ].join('\n');
}
