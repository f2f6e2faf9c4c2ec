import { describe, expect, it } from 'vitest';
import { rankPeople } from './find-people';

const person = (address: string, name = '') => ({ name, address });
const ann = person('ann@example.org', 'Ann Lee');
const me = person('me@example.org', 'Mia Ek');

describe('suggested people', () => {
  it('come with those one writes to first, each once, with a name if one is known', () => {
    const messages = [
      { from: [person('anders@example.org')], to: [me], cc: [], isOwn: false },
      { from: [me], to: [person('ANN@example.org')], cc: [], isOwn: true },
      { from: [ann], to: [me], cc: [], isOwn: false },
    ];
    expect(rankPeople(messages, ['an'])).toEqual([ann, person('anders@example.org')]);
  });

  it('have all the words, in the name or the address', () => {
    const messages = [{ from: [ann, person('ann@other.org', 'Ann Roe')], to: [], cc: [], isOwn: false }];
    expect(rankPeople(messages, ['ann', 'lee'])).toEqual([ann]);
    expect(rankPeople(messages, ['other'])).toHaveLength(1);
  });

  it('prefer the beginning of a word to its middle', () => {
    const messages = [
      { from: [me], to: [person('joanna@example.org')], cc: [], isOwn: true },
      { from: [ann], to: [], cc: [], isOwn: false },
    ];
    expect(rankPeople(messages, ['ann']).map(({ address }) => address)).toEqual([
      'ann@example.org',
      'joanna@example.org',
    ]);
  });

  it('leave out addresses that nobody reads', () => {
    const messages = [{ from: [person('no-reply@shop.example', 'Shop')], to: [], cc: [], isOwn: false }];
    expect(rankPeople(messages, ['shop'])).toEqual([]);
  });
});
