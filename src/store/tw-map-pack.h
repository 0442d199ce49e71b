/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-geo.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TwMapPack: the base map of a data folder (map.db): streets, buildings, water and so on as
 * geometry. It is reference data, not documents: it does not sync, it is replaced by an import of
 * the same source. Errors are TW_STORE_ERROR. Reference-counted, thread-safe.
 */
typedef struct _TwMapPack TwMapPack;

/* Order is drawing order. Part of the file format: append only. */
typedef enum {
  TW_MAP_LAND = 1, /* residential, commercial, school ground ...: class says which */
  TW_MAP_GREEN,
  TW_MAP_WATER,
  TW_MAP_BUILDING,
  TW_MAP_PATH,   /* footways, steps, cycleways */
  TW_MAP_STREET, /* class: service, residential, tertiary, secondary, primary, trunk, motorway */
  TW_MAP_RAIL,   /* class: rail, subway */
  TW_MAP_BOUNDARY,
  TW_MAP_POI, /* a point: metro_entrance, kindergarten, hospital ... */
} TwMapKind;

typedef struct {
  TwMapKind kind;
  char *ext_id;    /* "way/123" in its source; unique per source */
  char *klass;     /* see TwMapKind; "" when plain */
  char *name;      /* local name or NULL */
  char *name_en;   /* or NULL */
  double height_m; /* buildings: 0 when unknown */
  gboolean closed; /* ring (area) or line; a point has one vertex */
  TwPointE7 *points;
  gsize n_points;
  gsize *part_starts; /* start indexes of further rings (holes, parts); NULL for one part */
  gsize n_parts;      /* 1 when part_starts is NULL */
} TwMapFeature;

void tw_map_feature_free (TwMapFeature *feature);

/** Opens or makes map.db in @dir; for reading where a full disk allows no more. */
TwMapPack *tw_map_pack_open (const char *dir, gboolean read_only, GError **error);
/** A pack that was opened for reading only takes imports from now on, if the disk allows it again.
 */
gboolean tw_map_pack_allow_writing (TwMapPack *self, GError **error);
TwMapPack *tw_map_pack_ref (TwMapPack *self);
void tw_map_pack_unref (TwMapPack *self);

/**
 * Replaces all features of @source in one transaction that begins here. Features appear when the
 * import is finished; abort drops them. One import at a time; other threads go on reading the old
 * state.
 */
gboolean tw_map_pack_begin (TwMapPack *self, const char *source, const char *attribution,
                            GError **error);
/** Says whom to thank, where that is known only from inside the file; between begin and commit. */
void tw_map_pack_set_attribution (TwMapPack *self, const char *attribution);
gboolean tw_map_pack_add (TwMapPack *self, const TwMapFeature *feature, GError **error);
gboolean tw_map_pack_commit (TwMapPack *self, GError **error);
void tw_map_pack_abort (TwMapPack *self);

/** The generation the last commit through @self made, 0 without one: names it for exchange. */
guint tw_map_pack_get_committed (TwMapPack *self);
/**
 * Takes commit @generation back (@undo), or does it again: its source is as it was before, with all
 * or nothing seen by readers. Refused (_CONFLICT) when the source was changed since, or when the
 * few commits kept (the last always) no longer hold it.
 */
gboolean tw_map_pack_exchange (TwMapPack *self, guint generation, gboolean undo, GError **error);

/** What an importer wrote elsewhere under @id: text before (NULL: nothing) and after. */
typedef struct {
  char *id, *before, *after;
} TwMapNote;

void tw_map_note_free (TwMapNote *note);
/** Keeps a note with the commit to come; between begin and commit. */
gboolean tw_map_pack_add_note (TwMapPack *self, const char *id, const char *before,
                               const char *after, GError **error);
/** Notes of a commit as long as it is kept, in order; empty afterwards. GPtrArray of TwMapNote. */
GPtrArray *tw_map_pack_list_notes (TwMapPack *self, guint generation, GError **error);

/**
 * Features that touch @box and matter at @zoom (small ones are left out when zoomed out), in
 * drawing order.
 */
GPtrArray *tw_map_pack_list (TwMapPack *self, const TwBox *box, int zoom, GError **error);
/** Extent of all features; FALSE when empty. */
gboolean tw_map_pack_get_extent (TwMapPack *self, TwBox *ret_box);
/**
 * Where the map is dense: a cut of a map carries whole railways and rivers that run far out of it,
 * each of them one feature of many. From a sample of boxes, so memory and time are bounded; FALSE
 * when empty.
 */
gboolean tw_map_pack_get_core_extent (TwMapPack *self, TwBox *ret_box);
gint64 tw_map_pack_count (TwMapPack *self, TwMapKind kind); /* kind 0: all */
/** "© OpenStreetMap contributors" and the like, joined by "; ". Transfer full; "" when empty. */
char *tw_map_pack_dup_attribution (TwMapPack *self);
/** Grows with each commit, so that tile caches know when to forget. */
guint tw_map_pack_get_generation (TwMapPack *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwMapFeature, tw_map_feature_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwMapPack, tw_map_pack_unref)

G_END_DECLS
