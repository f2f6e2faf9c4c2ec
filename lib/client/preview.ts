// Asks for the beginning of an attached file. A file of a message never changes.
import { queryOptions } from '@tanstack/react-query';
import type { FilePreview } from '@/lib/contract/preview';
import { call } from './api';

export const previewQuery = (messageId: number, part: string) =>
  queryOptions({
    queryKey: ['preview', messageId, part],
    queryFn: ({ signal }) =>
      call<FilePreview>(
        'GET',
        `/api/messages/${messageId}/parts/${encodeURIComponent(part)}/preview`,
        undefined,
        signal,
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
