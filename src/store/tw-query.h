/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-geo.h"
#include "store/tw-store.h"

G_BEGIN_DECLS

/*
 * Queries over the projections: plain indexed columns, never JSON. Each call takes a pooled reader
 * of its own, sees one committed state and blocks; call from a worker where it may take above 2 ms.
 * Arrays are transfer full.
 */

/**
 * Small numbers stand for service, channel and community keys inside one database; 0 means none.
 */
typedef enum { TW_DICT_SERVICE = 1, TW_DICT_CHANNEL, TW_DICT_COMMUNITY } TwDictKind;
/**
 * Keys of @kind indexed by number (index 0 is ""); element type char*. A community's key is its
 * document id.
 */
GPtrArray *tw_query_dict (TwStore *store, TwDictKind kind, GError **error);

#define TW_E7_NONE G_MININT32

/** One request as the engines and the heat map want it: 32 bytes. */
typedef struct {
  gint64 at_us;
  gint64 doc_no;
  gint32 lat_e7, lon_e7; /* TW_E7_NONE when without a place */
  guint16 service, channel, community;
  guint8 age;    /* years, 255 when unknown */
  guint8 status; /* 0 open, 1 done */
} TwRequestRow;

/** Requests with at in [from_us, to_us) in order of (at, doc_no). GArray of TwRequestRow. */
GArray *tw_query_requests (TwStore *store, gint64 from_us, gint64 to_us, GError **error);
/**
 * Requests written after @since_seq, for the live feed. @ret_last_seq is where the next call goes
 * on.
 */
GArray *tw_query_requests_since (TwStore *store, gint64 since_seq, gint64 *ret_last_seq,
                                 GError **error);
/**
 * Requests inside @box and the time range, newest first, at most @limit. GArray of TwRequestRow.
 */
GArray *tw_query_requests_in_box (TwStore *store, const TwBox *box, gint64 from_us, gint64 to_us,
                                  guint limit, GError **error);

/**
 * The newest request that is not after @until_us (one index step); FALSE without an error when
 * there is none.
 */
gboolean tw_query_last_request (TwStore *store, gint64 until_us, gint64 *ret_at_us, GError **error);

typedef struct {
  gint64 n_total, n_unplaced;
  gint64 first_us, last_us; /* 0 when there are none */
} TwRequestTotals;

gboolean tw_query_request_totals (TwStore *store, TwRequestTotals *ret_totals, GError **error);

/** The winning bodies of documents by number or type. GPtrArray of TwDoc. */
GPtrArray *tw_query_docs_by_no (TwStore *store, const gint64 *doc_nos, gsize n, GError **error);
GPtrArray *tw_query_docs_by_type (TwStore *store, const char *type, GError **error);
/**
 * Counts of live documents by type: "type" -> gint64 in a GHashTable (key owned, value
 * GSIZE_TO_POINTER-free gint64*).
 */
GHashTable *tw_query_type_counts (TwStore *store, GError **error);

/**
 * Places of one kind ("community", "building", ...), by code. @parent_id NULL: any. GPtrArray of
 * TwDoc.
 */
GPtrArray *tw_query_places (TwStore *store, const char *kind, const char *parent_id,
                            GError **error);
/** Documents of placed @types (NULL-terminated, NULL: all) inside @box; at most @limit. */
GPtrArray *tw_query_in_box (TwStore *store, const char *const *types, const TwBox *box, guint limit,
                            GError **error);

typedef struct {
  char *id, *type, *title, *subtitle;
  gint32 lat_e7, lon_e7;
  gint64 at_us; /* 0 where time means nothing */
} TwHit;

void tw_hit_free (TwHit *hit);
/**
 * Full-text search over names, codes and texts, Chinese by overlapping two-character tokens (one
 * character works too), other scripts by word prefix. All terms must match. Requests newest first,
 * other types by rank. GPtrArray of TwHit.
 */
GPtrArray *tw_query_search (TwStore *store, const char *text, const char *const *types, guint limit,
                            GError **error);

G_END_DECLS
