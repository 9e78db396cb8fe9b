import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { MessageController } from './controllers/message.controller.js';
import { MessageAuditEntry } from './entities/message-audit-entry.entity.js';
import { MessageRead } from './entities/message-read.entity.js';
import { Message } from './entities/message.entity.js';
import { MessageAuditRepository } from './repositories/message-audit.repository.js';
import { MessageReadRepository } from './repositories/message-read.repository.js';
import { MessageRepository } from './repositories/message.repository.js';
import { MessageNewsService } from './services/message-news.service.js';
import { MessageTargetService } from './services/message-target.service.js';
import { MessageService } from './services/message.service.js';

/** Messages, and the WebSocket that tells of them and of everything else that happens. */
@Module({
  imports: [AuthModule, TypeOrmModule.forFeature([Message, MessageRead, MessageAuditEntry])],
  controllers: [MessageController],
  providers: [
    MessageAuditRepository,
    MessageNewsService,
    MessageReadRepository,
    MessageRepository,
    MessageService,
    MessageTargetService,
  ],
})
export class MessagingModule {}
