/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The frame of tidewatchctl: every verb gets a context, reads its own options and prints once. */

enum { CTL_DONE = 0, CTL_FAILED = 1, CTL_USAGE = 2 };

typedef struct {
  char *db;                  /* data folder, owned */
  gboolean json;             /* print one JSON object on stdout instead of text */
  gboolean quiet;            /* no progress on stderr */
  GCancellable *cancellable; /* cancelled by Ctrl+C */
} CtlContext;

typedef struct {
  const char *area, *verb; /* verb NULL: the area is the whole command */
  const char *arguments;   /* for the help */
  const char *summary;     /* translatable */
  int (*run) (CtlContext *ctl, int argc, char **argv);
} CtlVerb;

extern const CtlVerb ctl_address_verbs[], ctl_demo_verbs[], ctl_import_verbs[],
    ctl_forecast_verbs[], ctl_data_verbs[], ctl_roster_verbs[], ctl_officer_verbs[],
    ctl_setup_verbs[];

/**
 * Parses @options (may be NULL) out of @argv and checks that @min to @max arguments are left,
 * shifted to argv[1...]. FALSE after having said what is wrong; the verb then returns CTL_USAGE.
 */
gboolean ctl_parse (const CtlVerb *verb, const GOptionEntry *options, int *argc, char ***argv,
                    int min, int max);
/** Says "tidewatchctl: message" on stderr and returns CTL_FAILED. Frees @error. */
int ctl_fail (GError *error);
/** Says a usage error on stderr and returns CTL_USAGE. */
int ctl_usage (const char *format, ...) G_GNUC_PRINTF (1, 2);
/** A TwProgressFunc for stderr; @user_data is the context. */
void ctl_progress (double fraction, const char *doing, gpointer user_data);
/** Ends the progress line, if there is one. */
void ctl_progress_end (CtlContext *ctl);
/** Prints the object (transfer full) as one line of JSON. */
void ctl_print_json (JsonObject *object);
/** ctl-setup.c: `import people` and `import posts`. */
int ctl_import_setup (CtlContext *ctl, const CtlVerb *verb, gboolean people, int argc, char **argv);
/** Opens the data folder; @create makes it. NULL after having said why not. */
TwDuty *ctl_open (CtlContext *ctl, gboolean create);

G_END_DECLS
