import { Controller, Get, Head, HttpCode, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../../access/allow.decorator.js';
import { Answers } from '../../../platform/http/answers.decorator.js';
import { health, readiness } from '../schemas/health.schema.js';
import { HealthService } from '../services/health.service.js';

/** Whether the process answers and whether it can serve; for people, load balancers and clients looking for the server. */
@ApiTags('health')
@Controller()
export class HealthController {
  constructor(private readonly service: HealthService) {}

  @Head()
  @Public()
  @HttpCode(204)
  @ApiExcludeEndpoint()
  reachable(): void {}

  @Get('health')
  @ApiOperation({ summary: 'Tell that the server runs' })
  @Public()
  @Answers(health)
  alive() {
    return this.service.alive();
  }

  @Get('health/ready')
  @ApiOperation({ summary: 'Tell whether the server and what it needs are ready' })
  @Public()
  @Answers(readiness)
  @ApiResponse({ status: 503, standardSchema: readiness, description: 'Something it needs is missing' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const { ready, view } = await this.service.ready();
    void reply.status(ready ? 200 : 503);
    return view;
  }
}
