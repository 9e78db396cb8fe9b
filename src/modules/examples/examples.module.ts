import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ExecutionModule } from '../execution/execution.module.js';
import { ExampleRepositoryController } from './controllers/example-repository.controller.js';
import { ExampleController } from './controllers/example.controller.js';
import { ExampleDependency } from './entities/example-dependency.entity.js';
import { ExampleLibrary } from './entities/example-repository.entity.js';
import { ExampleVersionFile } from './entities/example-version-file.entity.js';
import { ExampleVersion } from './entities/example-version.entity.js';
import { Example } from './entities/example.entity.js';
import { ExampleDependencyRepository } from './repositories/example-dependency.repository.js';
import { ExampleFileRepository } from './repositories/example-file.repository.js';
import { ExampleLibraryRepository } from './repositories/example-repository.repository.js';
import { ExampleVersionRepository } from './repositories/example-version.repository.js';
import { ExampleRepository } from './repositories/example.repository.js';
import { CredentialSeal } from './services/credential-seal.js';
import { ExampleCatalogue } from './services/example-catalogue.service.js';
import { ExampleContents } from './services/example-contents.service.js';
import { ExampleDownloadService } from './services/example-download.service.js';
import { ExampleRepositoryService } from './services/example-repository.service.js';
import { ExampleUploadService } from './services/example-upload.service.js';
import { ExampleServiceUse } from './services/example-service-use.js';
import { ExampleService } from './services/example.service.js';

/** The library of examples. */
@Module({
  imports: [
    ExecutionModule,
    TypeOrmModule.forFeature([
      ExampleLibrary,
      Example,
      ExampleVersion,
      ExampleVersionFile,
      ExampleDependency,
    ]),
  ],
  controllers: [ExampleRepositoryController, ExampleController],
  providers: [
    CredentialSeal,
    ExampleCatalogue,
    ExampleContents,
    ExampleDependencyRepository,
    ExampleDownloadService,
    ExampleFileRepository,
    ExampleLibraryRepository,
    ExampleRepository,
    ExampleRepositoryService,
    ExampleService,
    ExampleServiceUse,
    ExampleUploadService,
    ExampleVersionRepository,
  ],
  exports: [ExampleCatalogue, ExampleContents],
})
export class ExamplesModule {}
