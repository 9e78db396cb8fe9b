import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { AccessRepository } from './access.repository.js';
import { RouteCheck } from './route-check.js';

/** The permission table and its guard, for every module. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [AccessRepository, AccessGuard, RouteCheck],
  exports: [AccessRepository, AccessGuard],
})
export class AccessModule {}
