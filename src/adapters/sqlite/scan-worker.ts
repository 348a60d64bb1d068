/** The thread beside the server's: answers one question after the other over a connection of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { openConnection } from './connections.js';
import { loadDriver } from './driver.js';
import type { ScanRequest, ScanData } from './scans.js';
import { Watch } from './watches.js';

const { path, patienceMs, stop } = workerData as ScanData;
const connection = openConnection(await loadDriver(), path, 'read');
const watch = new Watch(connection, () => Atomics.load(stop, 0) === 1);

parentPort?.on('message', (request: ScanRequest | 'end') => {
  if (request === 'end') {
    connection.close();
    parentPort?.close();
    return;
  }
  try {
    const { sql, parameters } = request;
    const rows = watch.within(patienceMs, () => connection.all(sql, parameters));
    parentPort?.postMessage({ rows });
  } catch (error) {
    const { message, errcode } = error as { message?: unknown; errcode?: unknown };
    parentPort?.postMessage({ failed: { message: String(message), errcode } });
  }
});
