/**
 * Owns how the port is kept in a MongoDB replica set, through Mongoose; never knows what the
 * records are for.
 */
export { openMongoStore, type MongoStoreOptions } from './stores.js';
export { inspect, migrate, mongoMigrations, type MongoHandle } from './migrations.js';
