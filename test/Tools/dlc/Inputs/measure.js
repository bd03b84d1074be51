(() => {
  const charts = [...document.querySelectorAll("svg[aria-label]")], wide = charts.filter(chart => chart.getBoundingClientRect().width >= 456);
  const images = [...document.images], there = images.filter(image => image.complete && image.naturalWidth > 0);
  return `${charts.length} charts, of which ${wide.length} have 456 pixels and more, ${images.length} images, of which ${there.length} are there`;
})()
