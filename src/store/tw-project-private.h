/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the halves of the projector share: tw-project.c keeps numbers, search entries and the whole,
 * tw-project-rows.c writes the tables of the types. */

#include "store/tw-project.h"
#include "store/tw-query.h"

G_BEGIN_DECLS

/* One search entry to take out or put in. */
typedef struct {
  gint64 rowid;
  gboolean remove;
  gsize text_at, text_len;
} TwSearchEntry;

struct _TwProjector {
  TwConn *conn;
  int version;                             /* of the format whose tables are there */
  GHashTable *dict[TW_DICT_COMMUNITY + 1]; /* key -> number */
  GHashTable *cells;                       /* cells known to stand in geo_request */
  GArray *entries;                         /* TwSearchEntry */
  GString *texts;
};

/** The number of @key, handed out now if it is new; 0 for none. */
gboolean tw_projector_dict_number (TwProjector *self, TwDictKind kind, const char *key,
                                   gint64 *ret_no, GError **error);
/** Puts the rows of a body in, or takes out what was put in for it; search entries apart. */
gboolean tw_projector_put_body (TwProjector *self, const char *type, gint64 doc_no,
                                JsonObject *body, GError **error);
gboolean tw_projector_drop_body (TwProjector *self, const char *type, gint64 doc_no,
                                 JsonObject *body, GError **error);

G_END_DECLS
