mod architecture;
mod simulator;
