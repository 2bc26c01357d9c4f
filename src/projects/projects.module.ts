import { Module } from '@nestjs/common';

import { ProjectAttendance } from './project-attendance.js';
import { ProjectsGateway } from './projects.gateway.js';
import { ProjectsPresenter } from './projects.presenter.js';
import { ProjectsService } from './projects.service.js';
import { ProjectsStore } from './projects.store.js';
import { Projects } from './projects.js';

/** `/projects`: their status, progress, comments, and who is looking at them. */
@Module({
  providers: [ProjectAttendance, Projects, ProjectsGateway, ProjectsPresenter, ProjectsService, ProjectsStore],
  exports: [Projects],
})
export class ProjectsModule {}
