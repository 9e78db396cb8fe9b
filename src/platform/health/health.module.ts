import { Global, Module } from '@nestjs/common';
import { HealthChecks } from './health-checks.js';

/** The registry of health checks. */
@Global()
@Module({ providers: [HealthChecks], exports: [HealthChecks] })
export class HealthModule {}
