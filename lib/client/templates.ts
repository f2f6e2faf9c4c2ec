// Templates in the interface.
import { queryOptions } from '@tanstack/react-query';
import type { Template, TemplateValues } from '@/lib/contract/compose';
import { call } from './api';

export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: ({ signal }) => call<Template[]>('GET', '/api/templates', undefined, signal),
});

/** Adds a template, or changes the one with this id. */
export function saveTemplate(id: number | null, values: TemplateValues): Promise<unknown> {
  return id === null ? call('POST', '/api/templates', values) : call('PUT', `/api/templates/${id}`, values);
}

/** Removes a template. */
export function removeTemplate(id: number): Promise<unknown> {
  return call('DELETE', `/api/templates/${id}`);
}
