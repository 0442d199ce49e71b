/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-frame.h"
#include "duty/tw-duty.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * What rosters are made from, to be edited: tide rules and rule packs (which want the right to
 * approve), posts and people (which want the right to plan). Each change is one step of undo that
 * survives a restart, and is audited. A roster that is open follows by itself.
 *
 * What cannot be is refused with what, where and what to do; what can be but will not do what was
 * meant (a pack that leaves nobody, a post nobody is qualified for, a window across midnight) is
 * told in words by tw_duty_judge_setup(), before and after it is written.
 */

typedef enum {
  TW_SETUP_TIDE,
  TW_SETUP_POST,
  TW_SETUP_PACK,
  TW_SETUP_PERSON,
  TW_N_SETUPS,
} TwSetupKind;

typedef struct {
  char *id, *rev; /* rev NULL: there is no document yet (the pack of a pool by the law) */
  char *name;
  JsonObject *body; /* as in the documents' contract; shared: copy it to change it */
} TwSetupItem;
void tw_setup_item_free (TwSetupItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSetupItem, tw_setup_item_free)

/** Key of the type of document: "tide", "post", "rulepack", "person". */
const char *tw_setup_kind_key (TwSetupKind kind);
/** By name; packs by pool, each pool having one. GPtrArray of TwSetupItem. Blocks some ms. */
GPtrArray *tw_duty_list_setup (TwDuty *duty, TwSetupKind kind, GError **error);
/** By id, or by a name that only one of them has; TW_DUTY_ERROR_USAGE when there is none or more
 * than one. */
TwSetupItem *tw_duty_find_setup (TwDuty *duty, TwSetupKind kind, const char *name_or_id,
                                 GError **error);
/** A body to begin with: a sensible one of its kind. Transfer full. */
JsonObject *tw_setup_new_body (TwSetupKind kind, const char *name);
/** A copy without what the store adds, to be changed. Transfer full. */
JsonObject *tw_setup_dup_body (const TwSetupItem *item);

/**
 * Writes @body (transfer full) as @id, which was at @rev when it was read (NULL: it is new; @id
 * NULL gives it one). Blocks until it is on disk. Nothing is written when it stands so already.
 * @ret_id may be NULL. TW_DUTY_ERROR_REFUSED and TW_STORE_ERROR_INVALID.
 */
gboolean tw_duty_put_setup (TwDuty *duty, TwSetupKind kind, const char *id, const char *rev,
                            JsonObject *body, char **ret_id, GError **error);
/** Refused for people and posts that shifts from now on name. */
gboolean tw_duty_remove_setup (TwDuty *duty, TwSetupKind kind, const TwSetupItem *item,
                               GError **error);

/**
 * What @body will not do though it may be written: GPtrArray of char*, sentences; empty when all is
 * well. Looks at people, posts and places as they are. Blocks some ms.
 */
GPtrArray *tw_duty_judge_setup (TwDuty *duty, TwSetupKind kind, const char *id, JsonObject *body);

/* --- members ---------------------------------------------------------------------------------- */

/** Windows of a member ("hours", "availability", "windows") as text. Transfer full. */
char *tw_setup_dup_hours (JsonObject *body, const char *member);
/** Sets the member from text; says what cannot be read. */
gboolean tw_setup_set_hours (JsonObject *body, const char *member, const char *text,
                             GError **error);
/** Words of a list, with ", " between. Transfer full. */
char *tw_setup_dup_words (JsonObject *body, const char *member);
/** Sets a list from words with commas, semicolons or 、 between; none takes the member away. */
void tw_setup_set_words (JsonObject *body, const char *member, const char *text);
/** "07:00-09:00" of a tide; and the weekdays as text. Transfer full. */
char *tw_setup_dup_window (JsonObject *tide);
gboolean tw_setup_set_window (JsonObject *tide, const char *text, GError **error);
char *tw_setup_dup_weekdays (JsonObject *tide);
gboolean tw_setup_set_weekdays (JsonObject *tide, const char *text, GError **error);
/** One line about it: "daily 07:00-09:00, 40 % at metro, kindergarten". Transfer full. */
char *tw_setup_dup_summary (TwSetupKind kind, JsonObject *body);
/** The kinds of places that documents know, NULL-terminated; and in the user's language. */
const char *const *tw_setup_place_kinds (void);
const char *tw_setup_place_kind_name (const char *kind);

/** Places where a post may stand (and @also), and services with their keys as ids: GPtrArray of
 * TwSetupItem without bodies, by name. Block some ms. */
GPtrArray *tw_setup_list_places (TwDuty *duty, const char *also);
GPtrArray *tw_setup_list_services (TwDuty *duty);

/* --- rules of a pack -------------------------------------------------------------------------- */

/** "day", "week" and so on, as documents have it. */
const char *tw_rota_rule_key (TwRosterRule rule);
/** "Hours a day", in the user's language. */
const char *tw_setup_rule_name (TwRosterRule rule);
/** Whether its limit is in days; else in minutes. */
gboolean tw_setup_rule_is_days (TwRosterRule rule);
/** What law, contract and house say for the pack's contract. */
TwRosterLimit tw_setup_law_limit (JsonObject *pack, TwRosterRule rule);
/** What the pack says; the law's where it says nothing. */
TwRosterLimit tw_setup_pack_limit (JsonObject *pack, TwRosterRule rule);
/** A limit TW_ROSTER_NO_LIMIT is written as such; @limit NULL: back to the law's value. */
void tw_setup_set_limit (JsonObject *pack, TwRosterRule rule, const int *limit);
/** "8 h", "6 days", "no limit". Transfer full. */
char *tw_setup_dup_limit (TwRosterRule rule, int limit);
/** "Labour Law, article 36", or "". Borrowed. */
const char *tw_setup_article_name (TwRosterArticle article);

/* --- files ------------------------------------------------------------------------------------ */

typedef struct {
  gint64 n_rows, n_added, n_updated, n_known, n_rejected;
  gint64 n_differing;  /* known ones that the file tells otherwise, left as they are */
  char *rejects_path;  /* or NULL */
  char *first_reject;  /* "line 3: pool: ...", or NULL */
  GPtrArray *warnings; /* char* */
} TwSetupImportResult;
void tw_setup_import_result_clear (TwSetupImportResult *self);

/**
 * Reads people or posts from delimited text; the essay in intake/tw-import-roster.h names the
 * columns. A row that is known adds nothing; @update: what it tells otherwise is taken over. One
 * step of undo. Blocks.
 */
gboolean tw_duty_import_setup (TwDuty *duty, TwSetupKind kind, const char *path, gboolean update,
                               TwSetupImportResult *ret, GError **error);

G_END_DECLS
