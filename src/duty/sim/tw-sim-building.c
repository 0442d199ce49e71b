// SPDX-License-Identifier: Apache-2.0
#include "duty/sim/tw-sim-town.h"

/* Questions about one building of the demo town: its names, its heights, where its rooms are. */

char *
tw_sim_block_address (const TwSimTown *self, const TwSimBlock *block)
{
  const TwSimStreet *street = tw_sim_town_street (self, block->street);

  return g_strdup_printf ("%s%u号", street->name, block->house);
}

char *
tw_sim_building_name (const TwSimTown *self, const TwSimBuilding *building, gboolean english)
{
  const TwSimBlock *block = tw_sim_town_block (self, building->block);
  const char *name = english ? block->name_en : block->name;

  switch (building->use)
    {
    case TW_SIM_USE_HOMES:
      return g_strdup_printf (english ? "%s, Building %u" : "%s%u栋", name, building->local);
    case TW_SIM_USE_SHOP:
      return g_strdup_printf (english ? "%s, Shops %u" : "%s%u号商铺", name, building->local);
    case TW_SIM_USE_KINDERGARTEN:
      return g_strdup_printf (english ? "%s Kindergarten" : "%s幼儿园", name);
    case TW_SIM_USE_CENTRE:
      return g_strdup (english ? "Wangchao Subdistrict Service Centre" : "望潮街道综合服务中心");
    case TW_SIM_USE_SCHOOL:
    case TW_SIM_USE_HOSPITAL:
    case TW_SIM_USE_MALL:
    case TW_SIM_USE_OFFICE:
    default:
      return g_strdup_printf (english ? "%s, Block %u" : "%s%u号楼", name, building->local);
    }
}

guint
tw_sim_building_count_rooms (const TwSimBuilding *building)
{
  return (guint) building->storeys * building->units * building->flats;
}

double
tw_sim_building_height (const TwSimBuilding *building)
{
  return building->storeys * building->storey_m + 1.2;
}

double
tw_sim_floor_height (const TwSimBuilding *building, int floor)
{
  return floor > 0 ? (floor - 1) * building->storey_m : floor * 3.6;
}

TwSimVec
tw_sim_room_at (const TwSimBuilding *building, guint unit, guint room)
{
  const TwSimRect *rect = &building->rect;
  double unit_m, along_m, across_m = 0;

  if (unit == 0 || building->units == 0)
    return rect->mid;
  unit_m = 2 * rect->half_length_m / building->units;
  along_m = -rect->half_length_m + (unit - 0.5) * unit_m;
  if (room > 0 && building->flats > 2)
    {
      along_m += ((room - 1) % 2 ? 0.25 : -0.25) * unit_m;
      across_m = ((room - 1) / 2 ? 0.4 : -0.4) * rect->half_width_m;
    }
  else if (room > 0)
    {
      along_m += (room == 1 ? -0.25 : 0.25) * unit_m;
    }
  return tw_sim_vec_add (tw_sim_vec_add (rect->mid, rect->along, along_m),
                         tw_sim_vec_left (rect->along), across_m);
}

TwSimVec
tw_sim_door_at (const TwSimBuilding *building, guint unit)
{
  return tw_sim_vec_add (tw_sim_room_at (building, unit, 0), tw_sim_vec_left (building->rect.along),
                         building->rect.half_width_m);
}
