import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DATABASE_URL } from '../database/database-url.js';
import { ENV, type Env } from './env.js';

/** The parsed environment and the address of the database, decided before the application is made. */
@Global()
@Module({})
export class ConfigModule {
  static for(env: Env, databaseUrl: string): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: ENV, useValue: env },
        { provide: DATABASE_URL, useValue: databaseUrl },
      ],
      exports: [ENV, DATABASE_URL],
    };
  }
}
