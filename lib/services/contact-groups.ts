// Groups of people: listed, made, changed, removed.
import type { ContactGroup, ContactGroupValues } from '@/lib/contract/compose';
import * as table from '@/lib/store/contact-groups';
import { store } from '@/lib/store/db';

/** By name. */
export async function listGroups(userId: number): Promise<ContactGroup[]> {
  return table.listGroups(await store(), userId);
}

/** Answers the new group. */
export async function addGroup(userId: number, values: ContactGroupValues): Promise<ContactGroup> {
  return table.addGroup(await store(), userId, values);
}

/** Throws 'not found'. */
export async function saveGroup(userId: number, group: ContactGroup): Promise<void> {
  return table.saveGroup(await store(), userId, group);
}

/** Throws 'not found'. */
export async function removeGroup(userId: number, id: number): Promise<void> {
  return table.removeGroup(await store(), userId, id);
}
