// The lists over all accounts of a person, at /mail/all/NAME. Apart from the schemas: the first page needs no more than the names.

/** In the order of the sidebar. */
export const UNIFIED_LISTS = ['inbox', 'starred', 'sent', 'drafts', 'archive'] as const;
export type UnifiedList = (typeof UNIFIED_LISTS)[number];

/** What a list of conversations shows: a folder by its id, or one over all accounts. */
export type ListId = number | UnifiedList;
