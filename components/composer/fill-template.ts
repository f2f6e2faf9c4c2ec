// Fills the fields of a template: `{{name}}` and the like.
import type { Address } from '@/lib/contract/mail';

/** What a template can ask for. */
export interface TemplateContext {
  to: Address[];
  from: Address;
  subject: string;
  /** Today, as it is to be written. */
  date: string;
}

/** The names of the fields, as they are offered. */
export const TEMPLATE_FIELDS = [
  'name',
  'first name',
  'email',
  'subject',
  'date',
  'my name',
  'my email',
] as const;

const FIELD = /\{\{\s*([\p{L} _-]{1,40})\s*\}\}/gu;

/** A field without a value (nobody in To yet) or of another name stays, to be filled in by hand. */
export function fillTemplate(
  text: string,
  context: TemplateContext,
  write = (value: string) => value,
): string {
  const values = valuesOf(context);
  return text.replace(FIELD, (field, name: string) => {
    const value = values[name.trim().toLowerCase().replace(/[_-]/g, ' ')];
    return value ? write(value) : field;
  });
}

/** Fields that nobody filled in. */
export function openFields(text: string): string[] {
  return [...text.matchAll(FIELD)].map(([field]) => field);
}

function valuesOf({ to, from, subject, date }: TemplateContext): Record<string, string | undefined> {
  const names = to.map(({ name }) => name).filter(Boolean);
  return {
    name: names.join(', '),
    'first name': names.map((name) => firstName(name)).join(', '),
    email: to.map(({ address }) => address).join(', '),
    subject,
    date,
    'my name': from.name,
    'my email': from.address,
  };
}

/** 'Ann Lee' and 'Lee, Ann' are both Ann. */
function firstName(name: string): string {
  const [last, first] = name.split(',').map((part) => part.trim());
  return (first || last || '').split(/\s+/)[0] ?? '';
}
