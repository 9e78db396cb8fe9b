import { Global, Module } from '@nestjs/common';
import { Events } from './events.js';

/** News between server instances. */
@Global()
@Module({ providers: [Events], exports: [Events] })
export class EventsModule {}
