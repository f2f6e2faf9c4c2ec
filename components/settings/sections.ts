// The one table of the settings' sections. To add one: a line here, its label in messages/en-settings.ts, its component.
import { AtSign, type LucideIcon, NotebookText, ScrollText, SlidersHorizontal, Users } from 'lucide-react';
import dynamic from 'next/dynamic';
import type { ComponentType } from 'react';
import type { settingsText } from '@/components/messages/en-settings';

type SectionId = keyof typeof settingsText.sections;

/** A page of the settings, at /settings/ID; its component is loaded when it is opened. */
export interface Section {
  id: SectionId;
  icon: LucideIcon;
  component: ComponentType;
}

export const sections: Section[] = [
  {
    id: 'general',
    icon: SlidersHorizontal,
    component: dynamic(() => import('./general-settings').then((module) => module.GeneralSettings)),
  },
  {
    id: 'accounts',
    icon: AtSign,
    component: dynamic(() => import('./accounts-settings').then((module) => module.AccountsSettings)),
  },
  {
    id: 'templates',
    icon: NotebookText,
    component: dynamic(() => import('./template-settings').then((module) => module.TemplateSettings)),
  },
  {
    id: 'groups',
    icon: Users,
    component: dynamic(() => import('./group-settings').then((module) => module.GroupSettings)),
  },
  {
    id: 'dialogue',
    icon: ScrollText,
    component: dynamic(() => import('./dialogue-settings').then((module) => module.DialogueSettings)),
  },
];
