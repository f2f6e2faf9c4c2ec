// Templates: listed, made, changed, removed.
import type { Template, TemplateValues } from '@/lib/contract/compose';
import { store } from '@/lib/store/db';
import * as table from '@/lib/store/templates';

/** By name. */
export async function listTemplates(userId: number): Promise<Template[]> {
  return table.listTemplates(await store(), userId);
}

/** Answers the new template. */
export async function addTemplate(userId: number, values: TemplateValues): Promise<Template> {
  return table.addTemplate(await store(), userId, values);
}

/** Throws 'not found'. */
export async function saveTemplate(userId: number, template: Template): Promise<void> {
  return table.saveTemplate(await store(), userId, template);
}

/** Throws 'not found'. */
export async function removeTemplate(userId: number, id: number): Promise<void> {
  return table.removeTemplate(await store(), userId, id);
}
