/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/ctl.h"

G_BEGIN_DECLS

/* Verbs of the street's own roster; their rows stand in ctl-roster.c. */
int ctl_roster_solve (CtlContext *ctl, int argc, char **argv);
int ctl_roster_show (CtlContext *ctl, int argc, char **argv);
int ctl_roster_export (CtlContext *ctl, int argc, char **argv);

G_END_DECLS
