import { z } from 'zod';

export const peopleChoice = z.enum(['keep', 'suspend', 'remove']).meta({
  description:
    'What becomes of the people. `keep`: they stay, and what the mappings gave them is given by hand from now on, as far as the caller ' +
    'could give it. `suspend`, `remove`: what the mappings gave them ends. People of another connection stay with that one.',
});
