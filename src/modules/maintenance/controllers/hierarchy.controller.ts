import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import { Idempotent } from '../../../platform/http/idempotent.decorator.js';
import {
  HIERARCHY_BYTES,
  hierarchyRequest,
  type HierarchyRequest,
  hierarchyResponse,
  hierarchyStatus,
} from '../schemas/hierarchy.schema.js';
import { HierarchyService } from '../services/hierarchy.service.js';

@ApiTags('system')
@Controller('system/hierarchy')
export class HierarchyController {
  constructor(private readonly service: HierarchyService) {}

  @Post('create')
  @Allow('hierarchy.create')
  @RouteConfig({ bodyLimit: HIERARCHY_BYTES })
  @Idempotent()
  @ApiOperation({ summary: 'Make organizations, families and courses from one description' })
  @Answers(hierarchyResponse)
  create(@Caller() actor: Actor, @Body({ schema: hierarchyRequest }) request: HierarchyRequest) {
    return this.service.create(actor, request);
  }

  @Get('status/:workflow_id')
  @Allow('hierarchy.status')
  @ApiOperation({ summary: 'Show how the making of a structure went' })
  @Answers(hierarchyStatus)
  status(@Caller() actor: Actor, @Param('workflow_id', { schema: uuid() }) workflowId: string) {
    return this.service.status(actor, workflowId);
  }
}
