// Before all stories: the lab and one Pennypost; after them both end.
import { startLab } from '@/scripts/lab/lab';
import { startServer } from '@/scripts/lab/server';

export default async function setup(): Promise<() => Promise<void>> {
  const lab = await startLab();
  const server = await startServer(lab);
  process.env.PENNYPOST_LAB = JSON.stringify(lab);
  process.env.PENNYPOST_URL = server.url;
  process.env.PENNYPOST_DATA = server.dataDir;
  return async () => {
    await server.remove();
    await lab.close();
  };
}
