export { createAttempts, type Attempts, type AttemptQuery, type NewAttempt } from './attempts.js';
export { eraseAttempts } from './erase.js';
