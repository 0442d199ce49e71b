/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-geo.h"
#include "base/tw-time.h"

G_BEGIN_DECLS

/**
 * TwStreet: what the console knows of the place it serves, as one immutable, reference-counted
 * snapshot (thread-safe). A change in the database makes a new snapshot; see
 * TwDuty::street-changed. Number 0 means "all" or "none" everywhere; numbers index the arrays
 * (entry 0 is a filler).
 */
typedef struct {
  guint16 number;
  char *key;     /* stable text; for a community its document id */
  char *name;    /* as people here say it */
  char *name_en; /* NULL when unknown */
  gboolean gone; /* nothing defines it and no request names it any more: no list shows it */
} TwLabel;

typedef struct {
  TwLabel label;
  char *code;
  TwPointE7 *ring; /* NULL when there is no boundary */
  gsize n_ring;
  double lat, lon; /* where to put the name */
} TwCommunity;

/**
 * A place worth a mark on the map: metro exit, kindergarten, service centre, hospital, idle space.
 */
typedef struct {
  char *id, *kind, *name, *name_en;
  double lat, lon;
} TwLandmark;

typedef struct {
  gatomicrefcount refs;
  char *name, *name_en; /* "" when the folder has no street yet */
  char *zone_name;      /* IANA */
  GTimeZone *zone;
  /* communities, else requests (1st to 99th percentile), else the base map; may be empty */
  TwBox extent;
  TwPlane plane; /* origin: middle of extent */
  /* of the heat kernel, chosen by the extent: 150 for a subdistrict, wider for a city */
  double bandwidth_m;
  GArray *communities; /* TwCommunity, index = number, entry 0 empty */
  GArray *services;    /* TwLabel */
  GArray *channels;    /* TwLabel */
  GArray *landmarks;   /* TwLandmark */
} TwStreet;

TwStreet *tw_street_ref (TwStreet *self);
void tw_street_unref (TwStreet *self);
/**
 * The name in the user's language: name_en where the locale is not Chinese and it is there.
 * Borrowed.
 */
const char *tw_label_get_name (const TwLabel *label);
/** As above, for number @n of @labels (TwLabel or TwCommunity array); "" for 0 or out of range. */
const char *tw_street_get_service_name (TwStreet *self, guint n);
const char *tw_street_get_channel_name (TwStreet *self, guint n);
const char *tw_street_get_community_name (TwStreet *self, guint n);
/** Number of the community whose ring holds the point, else 0. */
guint tw_street_find_community (TwStreet *self, double lat, double lon);

/* 100 m cells of the street's plane, as the forecast counts them. */
#define TW_CELL_M 100.0
typedef struct {
  gint32 col, row;
} TwCell;
TwCell tw_street_get_cell (TwStreet *self, double lat, double lon);
TwBox tw_street_get_cell_box (TwStreet *self, TwCell cell);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwStreet, tw_street_unref)

G_END_DECLS
