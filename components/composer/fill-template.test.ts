import { expect, test } from 'vitest';
import { fillTemplate, openFields } from './fill-template';

const context = {
  to: [
    { name: 'Ann Lee', address: 'ann@x.test' },
    { name: 'Berg, Ben', address: 'ben@x.test' },
  ],
  from: { name: 'Cleo', address: 'cleo@x.test' },
  subject: 'Plan',
  date: '3 May 2026',
};

test.each([
  ['Dear {{name}},', 'Dear Ann Lee, Berg, Ben,'],
  ['Hi {{ First_Name }}', 'Hi Ann, Ben'],
  ['{{email}} {{subject}} {{date}}', 'ann@x.test, ben@x.test Plan 3 May 2026'],
  ['{{my name}} <{{my-email}}>', 'Cleo <cleo@x.test>'],
  ['{{order number}} stays', '{{order number}} stays'],
  ['{{}} and {name}', '{{}} and {name}'],
])('%s becomes %s', (text, filled) => {
  expect(fillTemplate(text, context)).toBe(filled);
});

test('a name cannot bring markup along', () => {
  const to = [{ name: '<b>Ann', address: 'a@x.test' }];
  const safely = (value: string) => value.replaceAll('<', '&lt;');
  expect(fillTemplate('<p>{{name}}</p>', { ...context, to }, safely)).toBe('<p>&lt;b>Ann</p>');
});

test('what nobody filled in is known', () => {
  expect(openFields(fillTemplate('{{name}} {{order number}}', context))).toEqual(['{{order number}}']);
  expect(fillTemplate('Dear {{name}}', { ...context, to: [] })).toBe('Dear {{name}}');
});
