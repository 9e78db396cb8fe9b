import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { ObjectStore } from './object-store.js';
import { ObjectSweep } from './object-sweep.js';
import { ObjectUsers } from './object-users.js';

/** The store of uploaded files, `LECTERN_HOME/objects`, for every module. */
@Global()
@Module({
  providers: [
    {
      provide: ObjectStore,
      inject: [ENV],
      useFactory: (env: Env) => new ObjectStore(join(env.LECTERN_HOME, 'objects')),
    },
    ObjectUsers,
    ObjectSweep,
  ],
  exports: [ObjectStore, ObjectUsers, ObjectSweep],
})
export class StorageModule {}
