/* Plants footprints for kernel_pairs.c, and chooses what measures them on this processor. */

#include "kernel.h"

#include <math.h>
#include <string.h>

/* Hash of the sources, by which dev.py and kernel.py tell a library that is out of date. */
PUBLIC const char kernel_source[] = SOURCE;

/* Bytes of what is planted, for kernel.py to make room. */
PUBLIC const int64_t group_bytes = sizeof(Group), tree_bytes = sizeof(Tree);
PUBLIC const int64_t kept_bytes = sizeof(Kept);

#if defined(__x86_64__) || defined(_M_X64)
#include <cpuid.h>

/* Whether the processor and the system know AVX2. */
static int is_wide(void)
{
    unsigned a, b, c, d, low, high;
    const unsigned saved = 1u << 27, avx = 1u << 28, avx2 = 1u << 5, popcnt = 1u << 23;
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & (saved | avx | popcnt)) != (saved | avx | popcnt))
        return 0;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    if ((low & 6) != 6 || !__get_cpuid_count(7, 0, &a, &b, &c, &d))
        return 0;
    return (b & avx2) != 0;
}
/* For tests: whether wide instructions are to be left alone. */
PUBLIC int32_t stay_narrow = 0;

#define CHOOSE(name) (!stay_narrow && is_wide() ? name##_wide : name##_narrow)
#else
#define CHOOSE(name) name##_narrow
#endif

/* Areas that `count` pairs of trees share. `room` is for twice as many groups as the largest tree
   has. Each value is summed in the order of its two trees alone, so it is the same in
   whatever block or thread, and on whatever processor, it is measured. */
PUBLIC
void measure_areas(const double *x, const double *y, const double *slope, const Group *groups,
                   const Tree *trees, const int64_t *left, const int64_t *right, double *areas,
                   int64_t count, Kept *room)
{
    const Forest forest = {x, y, slope, groups, trees};
    CHOOSE(areas)(&forest, left, right, areas, count, room);
}

/* Lengths of the borders of what pairs of trees share; see measure_areas. */
PUBLIC
void measure_borders(const double *x, const double *y, const double *slope, const Group *groups,
                     const Tree *trees, const int64_t *left, const int64_t *right, double *borders,
                     int64_t count, Kept *room)
{
    const Forest forest = {x, y, slope, groups, trees};
    CHOOSE(borders)(&forest, left, right, borders, count, room);
}

/* Planting: from the coordinates of the rings of polygons and multipolygons, one after the other.
   kernel.py counts the vertices and groups of each, as leaves_of() does, and makes room. */

static int64_t leaves_of(int64_t vertices)
{
    return (vertices - 2) / LEAF + 1;
}

typedef struct {
    double *x, *y, *slope;
    Group *groups;
    Tree *tree;
    int64_t vertex, leaf; /* the next vertex that is free, and leaves so far */
} Plot;

static inline double least(double a, double b) { return a < b ? a : b; }
static inline double most(double a, double b) { return a > b ? a : b; }

static float down(double value)
{
    float near = (float)value;
    return near > value ? nextafterf(near, -INFINITY) : near;
}

static float up(double value)
{
    float near = (float)value;
    return near < value ? nextafterf(near, INFINITY) : near;
}

/* The group in which the next leaf stands; a new one is empty. */
static Group *group_of(Plot *plot)
{
    Group *group = plot->groups + plot->tree->group + plot->leaf / GROUP;
    if (plot->leaf % GROUP == 0) {
        plot->tree->groups++;
        memset(group, 0, sizeof *group);
        for (int k = 0; k < GROUP; k++) {
            group->xmin[k] = group->ymin[k] = group->start[k] = group->stop[k] = INFINITY;
            group->xmax[k] = group->ymax[k] = -INFINITY;
        }
        group->west = group->south = INFINITY;
        group->east = group->north = -INFINITY;
    }
    return group;
}

static void grow_leaf(Plot *plot, int64_t first, int is_joined)
{
    const double *x = plot->x + first, *y = plot->y + first;
    Tree *tree = plot->tree;
    Group *group = group_of(plot);
    int k = plot->leaf++ % GROUP;
    double xmin = x[0], ymin = y[0], xmax = x[0], ymax = y[0];
    for (int v = 1; v <= LEAF; v++) {
        xmin = least(xmin, x[v]);
        xmax = most(xmax, x[v]);
        ymin = least(ymin, y[v]);
        ymax = most(ymax, y[v]);
        group->under[k] += (x[v] - x[v - 1]) * (0.5 * (y[v] + y[v - 1]) - tree->base);
        group->length[k] += sqrt((x[v] - x[v - 1]) * (x[v] - x[v - 1]) + (y[v] - y[v - 1]) * (y[v] - y[v - 1]));
    }
    group->xmin[k] = down(xmin);
    group->ymin[k] = down(ymin);
    group->xmax[k] = up(xmax);
    group->ymax[k] = up(ymax);
    group->start[k] = (float)x[0];
    group->stop[k] = (float)x[LEAF];
    group->run[k] = x[LEAF] - x[0];
    group->first[k] = (int32_t)first;
    if (is_joined && k > 0)
        group->joined |= 1 << (k - 1);
    group->west = (float)least(group->west, group->xmin[k]);
    group->south = (float)least(group->south, group->ymin[k]);
    group->east = (float)most(group->east, group->xmax[k]);
    group->north = (float)most(group->north, group->ymax[k]);
    tree->xmin = (float)least(tree->xmin, group->west);
    tree->ymin = (float)least(tree->ymin, group->south);
    tree->xmax = (float)most(tree->xmax, group->east);
    tree->ymax = (float)most(tree->ymax, group->north);
}

/* Turn a ring about. */
static void turn(double *values, int64_t number)
{
    for (int64_t k = 0; k < number / 2; k++) {
        double other = values[number - 1 - k];
        values[number - 1 - k] = values[k];
        values[k] = other;
    }
}

/* Write down a ring of `number` vertices, its interior to the right, and its leaves. */
static void grow_ring(Plot *plot, const double (*point)[2], int64_t number, int is_hole)
{
    int64_t first = plot->vertex, leaves = leaves_of(number), last = leaves * LEAF;
    double *x = plot->x + first, *y = plot->y + first, *slope = plot->slope + first;
    double area = 0;
    for (int64_t k = 0; k < number; k++) {
        x[k] = point[k][0];
        y[k] = point[k][1];
        if (k > 0)
            area += (x[k] - x[k - 1]) * (0.5 * (y[k] + y[k - 1]) - y[0]);
    }
    if (is_hole ? area > 0 : area < 0) {
        turn(x, number);
        turn(y, number);
    }
    for (int64_t k = number; k <= last; k++) {
        x[k] = x[number - 1];
        y[k] = y[number - 1];
    }
    for (int64_t k = 0; k < last; k++) {
        double run = x[k + 1] - x[k];
        slope[k] = fabs(run) > STEEP ? (y[k + 1] - y[k]) / run : 0;
    }
    slope[last] = 0;
    if (plot->leaf == 0)
        plot->tree->base = y[0];
    for (int64_t k = 0; k < leaves; k++)
        grow_leaf(plot, first + k * LEAF, k > 0);
    plot->vertex += last + 1;
}

/* Plant `count` geometries. Geometry k has the rings from ring[k] to before ring[k + 1], each the
   points from begin[ring] to before begin[ring + 1]; its first vertex and group stand in `room`. */
PUBLIC
void plant(const double (*points)[2], const int64_t *begin, const uint8_t *is_hole,
           const int64_t *ring, const int64_t *room, double *x, double *y, double *slope,
           Group *groups, Tree *trees, int64_t count)
{
    for (int64_t k = 0; k < count; k++) {
        trees[k] = (Tree){0, INFINITY, INFINITY, -INFINITY, -INFINITY, (int32_t)room[2 * k + 1], 0};
        Plot plot = {x, y, slope, groups, trees + k, room[2 * k], 0};
        for (int64_t r = ring[k]; r < ring[k + 1]; r++)
            grow_ring(&plot, points + begin[r], begin[r + 1] - begin[r], is_hole[r]);
    }
}
