import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  serviceTypeCreate,
  type ServiceTypeCreate,
  serviceTypeGet,
  serviceTypeList,
  serviceTypeQuery,
  type ServiceTypeQuery,
  serviceTypeUpdate,
  type ServiceTypeUpdate,
} from '../schemas/service-type.schema.js';
import { ServiceTypeService } from '../services/service-type.service.js';

@ApiTags('services')
@Controller('service-types')
export class ServiceTypeController {
  constructor(private readonly types: ServiceTypeService) {}

  @Get()
  @Allow('service-type.list')
  @AnswersList(serviceTypeList)
  list(@Query({ schema: serviceTypeQuery }) query: ServiceTypeQuery) {
    return this.types.list(query);
  }

  @Get(':id')
  @Allow('service-type.get')
  @Answers(serviceTypeGet)
  get(@Param('id', { schema: uuid() }) id: string) {
    return this.types.get(id);
  }

  @Post()
  @Allow('service-type.create')
  @Answers(serviceTypeGet)
  create(@Body({ schema: serviceTypeCreate }) input: ServiceTypeCreate) {
    return this.types.create(input);
  }

  @Patch(':id')
  @Allow('service-type.update')
  @Answers(serviceTypeGet)
  update(
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: serviceTypeUpdate }) changes: ServiceTypeUpdate,
  ) {
    return this.types.update(id, changes);
  }
}
