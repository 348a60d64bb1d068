// The server from its sources, for `npm run dev` and `npm run debug`: the condition `muster-source` leads imports to TypeScript.
import { main } from '#main.js';

process.exitCode = await main(['start', ...process.argv.slice(2)]);
