/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/ctl.h"

#include "duty/roster/tw-rota-publish.h"

G_BEGIN_DECLS

/* A console without a screen: a folder, an officer and some days of its roster. */

typedef struct {
  CtlContext *ctl;
  char *date, *as, *reason; /* options; owned */
  int days;
  TwDuty *duty;
  TwRota *rota; /* NULL until asked for */
  char *sat;    /* who sat here before, to be put back; NULL: nobody */
  gboolean seated;
} CtlDesk;

/** Options that the verbs share; @self outlives the parsing. Free the array. */
GOptionEntry *ctl_desk_options (CtlDesk *self, const GOptionEntry *more);
/** Parses them. FALSE after having said what is wrong: return CTL_USAGE. */
gboolean ctl_desk_parse (CtlDesk *self, const char *area, const char *verb,
                         const GOptionEntry *more, int *argc, char ***argv, int min, int max);
/** Opens the folder and seats the officer of --as. */
gboolean ctl_desk_open (CtlDesk *self, GError **error);
/** Loads the roster from @date on (NULL: --date, else today). */
gboolean ctl_desk_load (CtlDesk *self, const char *date, GError **error);
/** Says what was done, or the error. The exit code. */
int ctl_desk_end (CtlDesk *self, gboolean done, GError *error, const char *said);
void ctl_desk_clear (CtlDesk *self);
/** "2026-11-25 08:00" in the street's zone, of the roster's folder. Transfer full. */
char *ctl_desk_dup_time (CtlDesk *self, gint64 t_us);

int ctl_roster_submit (CtlContext *ctl, int argc, char **argv);
int ctl_roster_withdraw (CtlContext *ctl, int argc, char **argv);
int ctl_roster_approve (CtlContext *ctl, int argc, char **argv);
int ctl_roster_send_back (CtlContext *ctl, int argc, char **argv);
int ctl_roster_publish (CtlContext *ctl, int argc, char **argv);
int ctl_roster_roll_back (CtlContext *ctl, int argc, char **argv);
int ctl_roster_editions (CtlContext *ctl, int argc, char **argv);
int ctl_roster_notices (CtlContext *ctl, int argc, char **argv);
int ctl_roster_acknowledge (CtlContext *ctl, int argc, char **argv);
int ctl_roster_claims (CtlContext *ctl, int argc, char **argv);
int ctl_roster_claim (CtlContext *ctl, int argc, char **argv);
int ctl_roster_agree (CtlContext *ctl, int argc, char **argv);
int ctl_roster_decide (CtlContext *ctl, int argc, char **argv);
int ctl_roster_copy_week (CtlContext *ctl, int argc, char **argv);
int ctl_roster_template_save (CtlContext *ctl, int argc, char **argv);
int ctl_roster_template_apply (CtlContext *ctl, int argc, char **argv);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtlDesk, ctl_desk_clear)

G_END_DECLS
