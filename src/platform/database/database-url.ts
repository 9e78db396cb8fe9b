/** Injection token of the address of the database: DATABASE_URL or that of the embedded server. */
export const DATABASE_URL = Symbol('database url');
