// SPDX-License-Identifier: Apache-2.0
#include "duty/sim/tw-sim-town.h"

#include "duty/sim/tw-sim-names.h"

#include <math.h>

/*
 * Names of streets and compounds, and house numbers: metres along the street, odd on its left, even
 * on its right, as they are given here.
 */

static void
name_street (TwSimTown *self, TwRng *rng, TwSimStreet *street, const TwSimWord *word, gboolean bank)
{
  static const TwSimWord small[] = {
    { "街", "Street" }, { "巷", "Lane" }, { "弄", "Alley" }, { "里", "Lane" }
  };
  TwSimVec a = tw_sim_net_at (self->net, g_array_index (street->nodes, guint32, 0));
  TwSimVec b =
      tw_sim_net_at (self->net, g_array_index (street->nodes, guint32, street->nodes->len - 1));
  gboolean eastward = fabs (tw_sim_vec_dot (tw_sim_vec_unit (a, b), self->east)) > 0.7;
  TwSimWord kind = { "路", "Road" };

  if (bank)
    {
      street->name = g_strdup ("滨江大道");
      street->name_en = g_strdup ("Binjiang Avenue");
      return;
    }
  if (street->klass == TW_SIM_ROAD_PRIMARY)
    kind = eastward ? (TwSimWord){ "大道", "Avenue" } : kind;
  else if (street->klass == TW_SIM_ROAD_TERTIARY)
    kind = eastward ? (TwSimWord){ "街", "Street" } : kind;
  else if (street->klass == TW_SIM_ROAD_RESIDENTIAL)
    kind = small[tw_rng_below (rng, G_N_ELEMENTS (small))];
  street->name = g_strconcat (word->zh, kind.zh, NULL);
  street->name_en = g_strconcat (word->en, " ", kind.en, NULL);
}

void
tw_sim_town_name_streets (TwSimTown *self, TwRng *rng)
{
  TwSimDeck deck;

  tw_sim_deck_init (&deck, rng, TW_SIM_WORDS_STREET);
  for (guint i = 0; i < self->net->streets->len; i++)
    {
      const TwSimWord *word = tw_sim_deck_draw (&deck);

      /* Beyond the deck: an alley without a name, as there are. */
      if (word == NULL)
        break;
      name_street (self, rng, g_ptr_array_index (self->net->streets, i), word, i == 0);
    }
  tw_sim_deck_clear (&deck);
}

static void
name_block (TwSimTown *self, TwRng *rng, TwSimBlock *block, const TwSimWord *word,
            const char *phase, const char *phase_en)
{
  guint n;
  const TwSimWord *kinds = tw_sim_words (TW_SIM_WORDS_COMPOUND_KIND, &n);
  const TwSimWord *kind;
  TwSimWord fixed[] = {
    { "小学", "Primary School" }, { "医院", "Hospital" }, { "广场", "Plaza" }, { "大厦", "Tower" }
  };

  switch (block->use)
    {
    case TW_SIM_BLOCK_PARK:
      block->name = g_strdup ("望潮公园");
      block->name_en = g_strdup ("Wangchao Park");
      return;
    case TW_SIM_BLOCK_SCHOOL:
      if (tw_rng_uniform (rng) < 0.4)
        fixed[0] = (TwSimWord){ "中学", "Middle School" };
      kind = &fixed[0];
      break;
    case TW_SIM_BLOCK_HOSPITAL:
    case TW_SIM_BLOCK_MALL:
    case TW_SIM_BLOCK_OFFICE:
      kind = &fixed[block->use - TW_SIM_BLOCK_SCHOOL];
      break;
    case TW_SIM_BLOCK_WALKUP:
      kind = &kinds[tw_rng_below (rng, 3)];
      break;
    case TW_SIM_BLOCK_MIDRISE:
    case TW_SIM_BLOCK_TOWER:
    default:
      kind = &kinds[3 + tw_rng_below (rng, n - 3)];
      break;
    }
  block->name = g_strconcat (word->zh, kind->zh, phase, NULL);
  block->name_en = g_strconcat (word->en, " ", kind->en, phase_en, NULL);
}

void
tw_sim_town_name_blocks (TwSimTown *self, TwRng *rng)
{
  const char *phase = "", *phase_en = "";
  TwSimDeck deck;

  tw_sim_deck_init (&deck, rng, TW_SIM_WORDS_COMPOUND);
  for (guint i = 0; i < self->blocks->len; i++)
    {
      TwSimBlock *block = &g_array_index (self->blocks, TwSimBlock, i);

      block->built_year = block->use == TW_SIM_BLOCK_WALKUP ? (int) tw_rng_range (rng, 1982, 1999)
                                                            : (int) tw_rng_range (rng, 2001, 2021);
      if (block->community == 0)
        continue;
      /* A second round through the deck names later phases of older compounds. */
      if (deck.next == deck.n)
        {
          deck.next = 0;
          phase = "二期";
          phase_en = " II";
        }
      name_block (self, rng, block, tw_sim_deck_draw (&deck), phase, phase_en);
    }
  tw_sim_deck_clear (&deck);
}

/* Number of the house at ring edge @a-@b: metres from the street's beginning, odd on its left. */
static guint
house_number (TwSimTown *self, const TwSimStreet *street, guint32 a, guint32 b)
{
  double along_m = 0;

  for (guint i = 1; i < street->nodes->len; i++)
    {
      guint32 from = g_array_index (street->nodes, guint32, i - 1),
              to = g_array_index (street->nodes, guint32, i);

      if (from == a && to == b)
        return 2 * (guint) (along_m / 9) + 1;
      if (from == b && to == a)
        return 2 * (guint) (along_m / 9) + 2;
      along_m +=
          tw_sim_vec_distance (tw_sim_net_at (self->net, from), tw_sim_net_at (self->net, to));
    }
  return 0;
}

/* A block's address is at the middle of its longest side along a named street. */
static void
address_block (TwSimTown *self, TwSimBlock *block)
{
  const GArray *ring = tw_sim_net_face (self->net, block->face)->ring;
  g_autoptr (GHashTable) lengths = g_hash_table_new (NULL, NULL);
  TwSimStreet *best = NULL;
  double best_m = 0;

  for (guint i = 0; i < ring->len; i++)
    {
      guint32 a = g_array_index (ring, guint32, i),
              b = g_array_index (ring, guint32, (i + 1) % ring->len);
      TwSimStreet *street = tw_sim_net_street_of (self->net, a, b);
      double edge_m =
          tw_sim_vec_distance (tw_sim_net_at (self->net, a), tw_sim_net_at (self->net, b));
      double before = street ? GPOINTER_TO_UINT (g_hash_table_lookup (lengths, street)) : 0;

      if (street == NULL || street->name == NULL)
        continue;
      g_hash_table_insert (lengths, street, GUINT_TO_POINTER ((guint) (before + edge_m)));
      /* At half of the best side's length so far the gate is somewhere near its middle. */
      if (before + edge_m > best_m || (street == best && before + edge_m < 1.5 * best_m))
        {
          best = street;
          best_m = MAX (best_m, before + edge_m);
          g_ptr_array_find (self->net->streets, street, &block->street);
          block->house = house_number (self, street, a, b);
          block->gate =
              tw_sim_vec_mix (tw_sim_net_at (self->net, a), tw_sim_net_at (self->net, b), 0.5);
        }
    }
}

void
tw_sim_town_address_blocks (TwSimTown *self)
{
  for (guint i = 0; i < self->blocks->len; i++)
    address_block (self, &g_array_index (self->blocks, TwSimBlock, i));
}
