// Groups of people in the interface.
import { queryOptions } from '@tanstack/react-query';
import type { ContactGroup, ContactGroupValues } from '@/lib/contract/compose';
import { call } from './api';

export const groupsQuery = queryOptions({
  queryKey: ['contact-groups'],
  queryFn: ({ signal }) => call<ContactGroup[]>('GET', '/api/contact-groups', undefined, signal),
});

/** Adds a group, or changes the one with this id. */
export function saveGroup(id: number | null, values: ContactGroupValues): Promise<unknown> {
  return id === null
    ? call('POST', '/api/contact-groups', values)
    : call('PUT', `/api/contact-groups/${id}`, values);
}

/** Removes a group. */
export function removeGroup(id: number): Promise<unknown> {
  return call('DELETE', `/api/contact-groups/${id}`);
}
