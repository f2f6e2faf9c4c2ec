import { describe, expect, it } from 'vitest';
import { addPeople, addressText, commaEnds, isAddress, splitAddresses } from './parse-addresses';

const ann = { name: 'Ann Lee', address: 'ann@example.org' };
const bob = { name: '', address: 'bob@example.org' };

describe('splitting what is typed or pasted', () => {
  it.each([
    ['bob@example.org', [bob]],
    ['Ann Lee <ann@example.org>, bob@example.org', [ann, bob]],
    ['Ann Lee <ann@example.org>; bob@example.org;', [ann, bob]],
    ['Ann Lee <ann@example.org>\r\nbob@example.org\n\n', [ann, bob]],
    ['bob@example.org ann@example.org', [bob, { name: '', address: 'ann@example.org' }]],
    ['"Lee, Ann" <ann@example.org>, bob@example.org', [{ ...ann, name: 'Lee, Ann' }, bob]],
    ['Lee, Ann <ann@example.org>; bob@example.org', [{ ...ann, name: 'Lee, Ann' }, bob]],
    ["'Ann Lee' <ann@example.org>", [ann]],
    ['"Ann \\"A\\" Lee" <ann@example.org>', [{ ...ann, name: 'Ann "A" Lee' }]],
    ['ann@example.org (Ann Lee)', [ann]],
    ['Ann Lee ann@example.org', [ann]],
    ['<mailto:bob@example.org>', [bob]],
    ['mailto:bob@example.org', [bob]],
    ['bob@example.org.', [bob]],
    ['Friends: Ann Lee <ann@example.org>, bob@example.org;', [ann, bob]],
    ['"a;b"@example.org', [{ name: '', address: '"a;b"@example.org' }]],
    ['李 <li@例子.中国>', [{ name: '李', address: 'li@例子.中国' }]],
    ['', []],
    [' , ;\n', []],
  ])('reads %j', (text, people) => {
    expect(splitAddresses(text)).toEqual(people);
  });

  it.each(['Bob', 'bob@', '@example.org', 'bob@exa mple.org', 'Bob <bob>', 'bob@example..org'])(
    'keeps %j as it is, to be marked',
    (text) => {
      const [only, ...others] = splitAddresses(text);
      expect(others).toEqual([]);
      expect(only).toEqual({ name: '', address: text });
      expect(isAddress(only!.address)).toBe(false);
    },
  );

  it('does not let a lone quotation mark swallow the rest of the list', () => {
    expect(splitAddresses('"Ann <ann@example.org>\nbob@example.org')).toContainEqual(bob);
  });

  it('splits ten thousand at once', () => {
    const list = Array.from({ length: 10_000 }, (_, n) => `Person ${n} <p${n}@example.org>`).join(', ');
    const before = performance.now();
    expect(splitAddresses(list)).toHaveLength(10_000);
    expect(performance.now() - before).toBeLessThan(2000);
  });
});

describe('addresses', () => {
  it.each([
    'ann@localhost',
    'ann+tag@mail.example.org',
    'ann@[192.0.2.1]',
    "o'neil@example.org",
    '"a b"@x.org',
  ])('accepts %s', (text) => expect(isAddress(text)).toBe(true));
  it.each(['.a@b.c', 'a.@b.c', 'a..b@c.d', 'a@-b.c', 'a@b.c,', `${'a'.repeat(250)}@b.cd`, 'a b@c.d'])(
    'refuses %s',
    (text) => expect(isAddress(text)).toBe(false),
  );

  it('are added once whatever their case', () => {
    expect(addPeople([ann], [{ name: '', address: 'ANN@example.org' }, bob, bob])).toEqual([ann, bob]);
    const list = [ann];
    expect(addPeople(list, [ann])).toBe(list);
  });

  it.each([ann, bob, { name: 'Lee, Ann "A"', address: 'ann@example.org' }])(
    'can be edited as text and read back: %j',
    (person) => expect(splitAddresses(addressText(person))).toEqual([person]),
  );

  it('end at a comma only where one can end', () => {
    expect(commaEnds('bob@example.org')).toBe(true);
    expect(commaEnds('"Lee')).toBe(false);
    expect(commaEnds('Lee')).toBe(false);
    expect(commaEnds('Lee <bob@example.org')).toBe(false);
  });
});
