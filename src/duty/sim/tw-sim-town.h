/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-address.h"
#include "duty/sim/tw-sim-net.h"

G_BEGIN_DECLS

/**
 * TwSimTown: a subdistrict that could be real, made from a seed alone: streets, communities,
 * compounds, buildings, and what stands out in it. Immutable once made. No database, no clock. See
 * the essay in tw-sim-town.c.
 */
#define TW_SIM_COMMUNITIES 12

typedef enum {
  TW_SIM_BLOCK_WALKUP,  /* slabs of five to seven storeys */
  TW_SIM_BLOCK_MIDRISE, /* slabs of eleven */
  TW_SIM_BLOCK_TOWER,   /* eighteen to thirty-three */
  TW_SIM_BLOCK_SCHOOL,
  TW_SIM_BLOCK_HOSPITAL,
  TW_SIM_BLOCK_MALL,
  TW_SIM_BLOCK_OFFICE,
  TW_SIM_BLOCK_PARK,
} TwSimBlockUse;

typedef struct {
  guint face;
  guint8 community; /* 0: outside the subdistrict */
  TwSimBlockUse use;
  char *name, *name_en;
  guint street;  /* its address: street number in the net ... */
  guint house;   /* ... and house number */
  TwSimVec gate; /* on the street */
  int built_year;
  double weight; /* how much its people ask for: log-normal around 1 */
  guint first_building, n_buildings;
} TwSimBlock;

typedef enum {
  TW_SIM_USE_HOMES,
  TW_SIM_USE_SHOP,
  TW_SIM_USE_SCHOOL,
  TW_SIM_USE_KINDERGARTEN,
  TW_SIM_USE_HOSPITAL,
  TW_SIM_USE_MALL,
  TW_SIM_USE_OFFICE,
  TW_SIM_USE_CENTRE,
} TwSimUse;

#define TW_SIM_MAX_CORNERS 12

typedef struct {
  guint block;
  TwSimUse use;
  guint8 community;
  guint16 number; /* in its community, 1.. */
  guint16 local;  /* in its compound, 1.. */
  TwSimRect rect; /* bounds of the footprint */
  TwSimVec corners[TW_SIM_MAX_CORNERS];
  guint8 n_corners;
  guint8 storeys, basements, units, flats; /* flats: homes a floor and unit */
  double storey_m;
} TwSimBuilding;

typedef enum { TW_SIM_AREA_LAND, TW_SIM_AREA_GREEN, TW_SIM_AREA_WATER } TwSimAreaKind;

typedef struct {
  TwSimAreaKind kind;
  const char *klass; /* static */
  char *name, *name_en;
  GArray *points; /* TwSimVec */
} TwSimArea;

/** A place with a mark: kind as in place documents. */
typedef struct {
  const char *kind;  /* static */
  const char *space; /* idle spaces: carpark roof stilt park, else NULL */
  char *name, *name_en;
  guint8 community;
  TwSimVec at;
  double height_m, area_m2;
  int building; /* index or -1 */
} TwSimSpot;

typedef struct {
  guint face;
  const char *name, *name_en; /* static; without 社区 */
  TwSimVec middle;
  double area_m2;
} TwSimCommunity;

typedef struct {
  guint64 seed;
  TwPlane plane;
  TwSimVec east;
  TwSimNet *net;
  TwSimCommunity communities[TW_SIM_COMMUNITIES + 1]; /* from 1 */
  GArray *blocks;                                     /* TwSimBlock */
  GArray *buildings;                                  /* TwSimBuilding */
  GArray *areas;                                      /* TwSimArea */
  GArray *spots;                                      /* TwSimSpot */
  GArray *metro;                                      /* TwSimVec of the line */
  guint metro_street;
} TwSimTown;

TwSimTown *tw_sim_town_new (guint64 seed);
void tw_sim_town_free (TwSimTown *self);

/** Position rounded to 1e-7 degree, as it stands in every document and map feature. */
TwPointE7 tw_sim_town_e7 (const TwSimTown *self, TwSimVec at);
/** Community (1..12) of a position, 0 outside. */
guint tw_sim_town_find_community (const TwSimTown *self, TwSimVec at);
const TwSimBlock *tw_sim_town_block (const TwSimTown *self, guint i);
const TwSimBuilding *tw_sim_town_building (const TwSimTown *self, guint i);
const TwSimStreet *tw_sim_town_street (const TwSimTown *self, guint i);
/** "翠竹苑3栋", "学府小学2号楼"; transfer full. */
char *tw_sim_building_name (const TwSimTown *self, const TwSimBuilding *building, gboolean english);
/** "锦绣路18号". Transfer full. */
char *tw_sim_block_address (const TwSimTown *self, const TwSimBlock *block);
/** Homes in the building. */
guint tw_sim_building_count_rooms (const TwSimBuilding *building);
double tw_sim_building_height (const TwSimBuilding *building);
/** Height of a floor's level above the ground; basements below zero. */
double tw_sim_floor_height (const TwSimBuilding *building, int floor);
/** Middle of a room (1..flats), of a unit (@room 0) or of the building (@unit 0). */
TwSimVec tw_sim_room_at (const TwSimBuilding *building, guint unit, guint room);
/** The door of a unit on the north side. */
TwSimVec tw_sim_door_at (const TwSimBuilding *building, guint unit);

/* Parts of the making, in the order they run. */
void tw_sim_town_name_streets (TwSimTown *self, TwRng *rng);
void tw_sim_town_name_blocks (TwSimTown *self, TwRng *rng);
void tw_sim_town_address_blocks (TwSimTown *self);
void tw_sim_town_fill_block (TwSimTown *self, TwRng *rng, guint block);
void tw_sim_town_place_spots (TwSimTown *self, TwRng *rng);
/** Half of the carriageway and pavement. */
double tw_sim_road_half_width (TwSimRoadClass klass);
void tw_sim_town_add_area (TwSimTown *self, TwSimAreaKind kind, const char *klass, const char *name,
                           const char *name_en, const TwSimVec *points, gsize n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSimTown, tw_sim_town_free)

G_END_DECLS
