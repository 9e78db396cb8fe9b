import { Global, Module } from '@nestjs/common';
import { JobQueue } from './job-queue.js';

/** Jobs that outlive a request. */
@Global()
@Module({ providers: [JobQueue], exports: [JobQueue] })
export class QueueModule {}
